package adobe

import (
	"bytes"
	"fmt"
	"net"
	"net/http"
	"strings"
)

// oversizedPadding makes an answer larger than the 1 MiB a careful client reads.
const oversizedPadding = 1<<20 + 1

// oversize adds a member to a JSON object until it is more than 1 MiB of valid JSON.
func oversize(body []byte) []byte {
	object, ok := bytes.CutSuffix(body, []byte("}"))
	if !ok {
		object = []byte(`{"result":null`)
	}
	return fmt.Appendf(nil, `%s,"padding":"%s"}`, object, strings.Repeat("x", oversizedPadding))
}

// htmlReply looks like the page of the edge in front of the API.
func htmlReply(status int) reply {
	const page = "<!DOCTYPE html>\n<html><head><title>%d %[2]s</title></head>" +
		"<body><h1>%[2]s</h1><p>APIP</p></body></html>\n"
	return reply{
		status: status,
		header: http.Header{"Content-Type": {typeHTML}},
		body:   fmt.Appendf(nil, page, status, http.StatusText(status)),
	}
}

// reset drops the connection: a TCP RST where that is possible, so that the client cannot take it for an orderly end.
// Without a connection of its own (HTTP/2, a recorder) net/http aborts the response instead.
func reset(w http.ResponseWriter) {
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
