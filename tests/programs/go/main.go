// A static Go program that serves or asks: go-program serve-tcp|serve-udp|ask-tcp|ask-udp HOST PORT
package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"time"
)

func main() {
	verb, address := os.Args[1], net.JoinHostPort(os.Args[2], os.Args[3])
	verbs := map[string]func(string) error{
		"serve-tcp": serveTCP, "serve-udp": serveUDP, "ask-tcp": askTCP, "ask-udp": askUDP,
	}
	if err := verbs[verb](address); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func serveTCP(address string) error {
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return err
	}
	fmt.Println("serving", listener.Addr())
	return http.Serve(listener, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintln(w, "hello")
	}))
}

func serveUDP(address string) error {
	conn, err := net.ListenPacket("udp", address)
	if err != nil {
		return err
	}
	fmt.Println("serving", conn.LocalAddr())
	buffer := make([]byte, 2048)
	for {
		_, from, err := conn.ReadFrom(buffer)
		if err != nil {
			return err
		}
		conn.WriteTo([]byte("hello\n"), from)
	}
}

func askTCP(address string) error {
	client := http.Client{Timeout: 5 * time.Second}
	response, err := client.Get("http://" + address + "/")
	if err != nil {
		return err
	}
	_, err = io.Copy(os.Stdout, response.Body)
	return err
}

func askUDP(address string) error {
	to, err := net.ResolveUDPAddr("udp", address)
	if err != nil {
		return err
	}
	conn, err := net.ListenUDP("udp", nil)
	if err != nil {
		return err
	}
	conn.SetDeadline(time.Now().Add(2 * time.Second))
	if _, err = conn.WriteTo([]byte("hello"), to); err != nil {
		return err
	}
	buffer := make([]byte, 2048)
	size, _, err := conn.ReadFrom(buffer)
	fmt.Print(string(buffer[:size]))
	return err
}
