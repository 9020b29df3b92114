import java.net.*;
import java.nio.charset.StandardCharsets;

/** Server tcp|udp HOST PORT: tells each client whom it takes it for. */
public class Server {
    public static void main(String[] args) throws Exception {
        InetAddress host = InetAddress.getByName(args[1]);
        int port = Integer.parseInt(args[2]);
        if (args[0].equals("tcp")) serveTcp(host, port);
        DatagramSocket socket = new DatagramSocket(port, host);
        System.out.println("serving");
        for (byte[] buffer = new byte[2048]; ; ) {
            DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
            socket.receive(packet);
            String said = text(packet.getSocketAddress()) + " " + new String(buffer, 0, packet.getLength());
            byte[] answer = said.getBytes(StandardCharsets.UTF_8);
            socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
        }
    }

    private static void serveTcp(InetAddress host, int port) throws Exception {
        ServerSocket server = new ServerSocket(port, 50, host);
        System.out.println("serving");
        while (true) {
            try (Socket socket = server.accept()) {
                String peer = text(socket.getRemoteSocketAddress());
                String said = peer + " " + peer + " " + text(socket.getLocalSocketAddress()) + "\n";
                socket.getOutputStream().write(said.getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    private static String text(SocketAddress address) {
        InetSocketAddress inet = (InetSocketAddress) address;
        String host = inet.getAddress().getHostAddress();
        return host.contains(":") ? "[" + host + "]:" + inet.getPort() : host + ":" + inet.getPort();
    }
}
