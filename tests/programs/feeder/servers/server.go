// server tcp|udp HOST PORT, static: tells each client whom it takes it for.
package main

import (
	"fmt"
	"net"
	"os"
)

func main() {
	address := net.JoinHostPort(os.Args[2], os.Args[3])
	if os.Args[1] == "tcp" {
		serveTCP(address)
	}
	conn, err := net.ListenPacket("udp", address)
	check(err)
	fmt.Println("serving")
	buffer := make([]byte, 2048)
	for {
		size, from, err := conn.ReadFrom(buffer)
		check(err)
		conn.WriteTo([]byte(fmt.Sprintf("%v %s", from, buffer[:size])), from)
	}
}

func serveTCP(address string) {
	listener, err := net.Listen("tcp", address)
	check(err)
	fmt.Println("serving")
	for {
		conn, err := listener.Accept()
		check(err)
		fmt.Fprintf(conn, "%v %v %v\n", conn.RemoteAddr(), conn.RemoteAddr(), conn.LocalAddr())
		conn.Close()
	}
}

func check(err error) {
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
}
