import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A Java program that serves or asks: java Program serve-tcp|serve-udp|ask-tcp|ask-udp HOST PORT */
public final class Program {
    private static final byte[] HELLO = "hello\n".getBytes(StandardCharsets.US_ASCII);

    public static void main(String[] args) throws IOException {
        InetSocketAddress address = new InetSocketAddress(args[1], Integer.parseInt(args[2]));
        switch (args[0]) {
            case "serve-tcp" -> serveTcp(address);
            case "serve-udp" -> serveUdp(address);
            case "ask-tcp" -> askTcp(address);
            case "ask-udp" -> askUdp(address);
            default -> throw new IllegalArgumentException(args[0]);
        }
    }

    private static void announce(InetAddress host, int port) {
        String text = host.getHostAddress();
        System.out.println("serving " + (text.contains(":") ? "[" + text + "]" : text) + ":" + port);
    }

    private static void serveTcp(InetSocketAddress address) throws IOException {
        try (ServerSocket listener = new ServerSocket()) {
            listener.bind(address);
            announce(listener.getInetAddress(), listener.getLocalPort());
            while (true) {
                try (Socket client = listener.accept()) {
                    client.getInputStream().read(new byte[4096]);
                    client.getOutputStream().write("HTTP/1.0 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                    client.getOutputStream().write(HELLO);
                }
            }
        }
    }

    private static void serveUdp(InetSocketAddress address) throws IOException {
        try (DatagramSocket socket = new DatagramSocket(address)) {
            announce(socket.getLocalAddress(), socket.getLocalPort());
            DatagramPacket request = new DatagramPacket(new byte[2048], 2048);
            while (true) {
                socket.receive(request);
                socket.send(new DatagramPacket(HELLO, HELLO.length, request.getSocketAddress()));
            }
        }
    }

    private static void askTcp(InetSocketAddress address) throws IOException {
        try (Socket socket = new Socket()) {
            socket.setSoTimeout(5000);
            socket.connect(address, 5000);
            socket.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            System.out.print(answer.substring(answer.indexOf("\r\n\r\n") + 4));
        }
    }

    private static void askUdp(InetSocketAddress address) throws IOException {
        try (DatagramSocket socket = new DatagramSocket()) {
            DatagramPacket answer = new DatagramPacket(new byte[2048], 2048);
            socket.setSoTimeout(2000);
            socket.send(new DatagramPacket(HELLO, HELLO.length, address));
            socket.receive(answer);
            System.out.print(new String(answer.getData(), 0, answer.getLength(), StandardCharsets.US_ASCII));
        }
    }
}
