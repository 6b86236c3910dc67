extension DemoPage {
    /// The whole page.
    static let html = #"""
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>Kauri chat</title>
        <style>
          body { font: 16px/1.4 system-ui, sans-serif; margin: 0 auto; max-width: 44rem; padding: 1rem; color: #1c2733; }
          header { display: flex; justify-content: space-between; align-items: baseline; }
          h1 { font-size: 1.2rem; margin: 0; }
          #state { font-size: .85rem; color: #5b6b7b; }
          #log { border: 1px solid #cfd8e0; border-radius: .5rem; height: 60vh; overflow-y: auto; padding: .5rem; margin: .75rem 0; background: #f7f9fb; }
          .row { margin: .25rem 0; max-width: 80%; padding: .35rem .6rem; border-radius: .6rem; background: #fff; border: 1px solid #e0e6ec; white-space: pre-wrap; overflow-wrap: anywhere; }
          .row.own { margin-left: auto; background: #dff3e8; border-color: #bfe3cf; }
          .row.note { background: none; border: none; color: #5b6b7b; font-size: .85rem; }
          .who { font-size: .75rem; color: #5b6b7b; }
          form { display: flex; gap: .5rem; margin: .25rem 0; }
          input { flex: 1; font: inherit; padding: .4rem; border: 1px solid #cfd8e0; border-radius: .4rem; }
          button { font: inherit; padding: .4rem .9rem; border: 0; border-radius: .4rem; background: #17663f; color: #fff; }
        </style>
        </head>
        <body>
        <header><h1>Kauri chat</h1><span id="state">not connected</span></header>
        <form id="login"><input id="token" placeholder="token (kauri token alice)" autocomplete="off"><button>Connect</button></form>
        <form id="partner"><input id="peer" placeholder="with whom" autocomplete="off"></form>
        <div id="log"></div>
        <form id="say"><input id="text" placeholder="message" autocomplete="off"><button>Send</button></form>
        <script>
        "use strict";
        const $ = id => document.getElementById(id);
        const seen = new Map();
        let socket = null, person = null, retry = null, key = null;

        const hash = new URLSearchParams(location.hash.slice(1));
        $("token").value = hash.get("token") || "";
        $("peer").value = hash.get("peer") || "";

        function state(text) { $("state").textContent = text; }

        function show(id, sender, text, isNote) {
          let row = id && seen.get(id);
          if (!row) {
            row = document.createElement("div");
            if (id) seen.set(id, row);
            $("log").appendChild(row);
          }
          row.className = isNote ? "row note" : sender === person ? "row own" : "row";
          row.replaceChildren();
          if (!isNote) {
            const who = document.createElement("div");
            who.className = "who";
            who.textContent = sender;
            row.appendChild(who);
          }
          row.appendChild(document.createTextNode(text));
          $("log").scrollTop = $("log").scrollHeight;
        }

        function remember() {
          const kept = [...$("log").children].filter(row => row.dataset.kept);
          sessionStorage.setItem(key, JSON.stringify(kept.map(row => JSON.parse(row.dataset.kept))));
        }

        function message(frame) {
          show(frame.id, frame.sender, frame.body || "(taken back)");
          const row = seen.get(frame.id);
          row.dataset.kept = JSON.stringify({ id: frame.id, sender: frame.sender, body: frame.body });
          remember();
        }

        function receive(frame) {
          switch (frame.type) {
          case "welcome":
            person = frame.person;
            state("connected as " + person);
            document.body.dataset.person = person;
            break;
          case "message": message(frame); break;
          case "edit": show(frame.message, frame.sender, frame.body + " (edited)"); break;
          case "deletion": show(frame.message, frame.sender, "(taken back)"); break;
          case "cursor":
            sessionStorage.setItem(key + ":cursor", frame.cursor);
            socket.send(JSON.stringify({ type: "ack", cursor: frame.cursor }));
            break;
          case "gap": show(null, "", frame.count + " messages were skipped; they are in the history", true); break;
          case "refused": show(null, "", "refused: " + frame.message, true); break;
          case "typing": state(frame.person + " is writing"); break;
          case "bye": retry = frame.reconnect_in_ms; break;
          }
        }

        function connect() {
          const token = $("token").value.trim();
          if (!token) return;
          key = "kauri:" + token.split(".")[1];
          if (!seen.size) {
            for (const kept of JSON.parse(sessionStorage.getItem(key) || "[]")) message(kept);
          }
          socket = new WebSocket(location.origin.replace(/^http/, "ws") + "/v1/ws", "kauri.v1");
          socket.onopen = () => {
            const hello = { type: "hello", token, device: "demo" };
            const cursor = sessionStorage.getItem(key + ":cursor");
            if (cursor !== null) hello.cursor = cursor;
            socket.send(JSON.stringify(hello));
          };
          socket.onmessage = event => receive(JSON.parse(event.data));
          socket.onclose = event => {
            state("closed " + event.code + " " + event.reason);
            if (event.code === 4401 || event.code === 1008) return;
            setTimeout(connect, retry === null ? 1000 : retry + 200);
            retry = null;
          };
        }

        $("login").onsubmit = event => { event.preventDefault(); if (socket) socket.close(); else connect(); };
        $("partner").onsubmit = event => event.preventDefault();
        $("say").onsubmit = event => {
          event.preventDefault();
          const body = $("text").value, peer = $("peer").value.trim();
          if (!body || !peer || !socket || socket.readyState !== 1) return;
          socket.send(JSON.stringify({ type: "send", id: crypto.randomUUID ? crypto.randomUUID() : String(Math.random()), to: { person: peer }, body }));
          $("text").value = "";
        };
        connect();
        </script>
        </body>
        </html>
        """#
}
