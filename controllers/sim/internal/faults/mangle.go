package faults

import (
	"bytes"
	"fmt"
	"net"
	"net/http"
	"strings"
)

// oversizedPadding makes an answer larger than the 4 MiB a careful client reads.
const oversizedPadding = 4<<20 + 1

// Oversize adds a member to a JSON object until it is more than 4 MiB of valid JSON. What is no object becomes one.
func Oversize(body []byte) []byte {
	object, ok := bytes.CutSuffix(body, []byte("}"))
	if !ok {
		object = []byte(`{"result":null`)
	}
	return fmt.Appendf(nil, `%s,"padding":"%s"}`, object, strings.Repeat("x", oversizedPadding))
}

// Page looks like the HTML page of an edge in front of an API.
func Page(status int) []byte {
	const page = "<!DOCTYPE html>\n<html><head><title>%d %[2]s</title></head>" +
		"<body><h1>%[2]s</h1><p>cloudflare</p></body></html>\n"
	return fmt.Appendf(nil, page, status, http.StatusText(status))
}

// Reset drops the connection: a TCP RST where that is possible, so that the client cannot take it for an orderly end.
// Without a connection of its own (HTTP/2, a recorder) net/http aborts the response instead.
func Reset(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	if secure, ok := conn.(interface{ NetConn() net.Conn }); ok {
		conn = secure.NetConn()
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	_ = conn.Close()
}
