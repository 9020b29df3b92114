// The program that the pods run: a static server of TCP (HTTP) and UDP on one port, with no shell or library beside it.
//
//	GET /           the pod's name and the client's address, as the server sees them
//	GET /env/NAME   a variable of the environment
//	GET /bytes/N    N bytes, each the low byte of its index
//	POST /hash      length and SHA-256 of the body
//	anything else   the request's body, echoed
//
// A datagram is answered by the same bytes.
package main

import (
	"crypto/sha256"
	"flag"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"strconv"
	"strings"
)

func main() {
	address := flag.String("listen", ":8080", "address of TCP and UDP")
	flag.Parse()
	datagrams, err := net.ListenPacket("udp", *address)
	if err != nil {
		log.Fatal(err)
	}
	go answer(datagrams)
	http.HandleFunc("/", serve)
	log.Fatal(http.ListenAndServe(*address, nil))
}

func serve(w http.ResponseWriter, r *http.Request) {
	first, rest, _ := strings.Cut(r.URL.Path[1:], "/")
	switch first {
	case "":
		name, _ := os.Hostname()
		fmt.Fprintf(w, "%s %s\n", name, r.RemoteAddr)
	case "env":
		fmt.Fprintln(w, os.Getenv(rest))
	case "bytes":
		sendBytes(w, rest)
	case "hash":
		hash := sha256.New()
		length, _ := io.Copy(hash, r.Body)
		fmt.Fprintf(w, "%d %x\n", length, hash.Sum(nil))
	default:
		io.Copy(w, r.Body)
	}
}

func sendBytes(w http.ResponseWriter, count string) {
	left, err := strconv.Atoi(count)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	w.Header().Set("Content-Length", count)
	var block [65536]byte
	for i := range block {
		block[i] = byte(i)
	}
	for left > 0 {
		sent, err := w.Write(block[:min(left, len(block))])
		if err != nil {
			return
		}
		left -= sent
	}
}

func min(a, b int) int {
	if a < b {
		return a
	}
	return b
}

func answer(connection net.PacketConn) {
	buffer := make([]byte, 65536)
	for {
		length, client, err := connection.ReadFrom(buffer)
		if err != nil {
			log.Fatal(err)
		}
		connection.WriteTo(buffer[:length], client)
	}
}
