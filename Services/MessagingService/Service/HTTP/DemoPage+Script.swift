extension DemoPage {
    /// What the page does. Whatever comes from people is set as text, never as markup.
    static let script = #"""
        "use strict";
        const $ = id => document.getElementById(id);
        const mostKept = 500, notices = "notices";
        // Messages by id, and by the sender's own id while they are not accepted yet; conversations by who is in them.
        const messages = new Map(), chats = new Map();
        let socket = null, me = null, current = null, failures = 0, pause = null, alarm = null, saving = null, toldTyping = 0, typingEnds = null;

        function element(kind, name, text) {
          const made = document.createElement(kind);
          made.className = name;
          if (text !== undefined) made.textContent = text;
          return made;
        }

        function state(text, isOpen) {
          $("state").textContent = text;
          document.body.classList.toggle("open", Boolean(isOpen));
        }

        // What a tab keeps over a reload: the cursor, and what it has shown.

        function place(name) { return "kauri:" + me + ":" + name; }

        function save() {
          clearTimeout(saving);
          saving = null;
          if (me === null) return;
          const kept = [...messages.values()].slice(-mostKept);
          sessionStorage.setItem(place("messages"), JSON.stringify(kept));
          sessionStorage.setItem(place("chat"), current || "");
        }

        function changed() { if (saving === null) saving = setTimeout(save, 20); }

        function restore() {
          for (const message of JSON.parse(sessionStorage.getItem(place("messages")) || "[]")) put(message);
          const last = sessionStorage.getItem(place("chat"));
          if (last && chats.has(last)) open(last);
        }

        // Conversations.

        function chat(key, title, to) {
          let found = chats.get(key);
          if (!found) {
            found = { key, title, to, stream: null, unread: 0, online: false, tab: element("button", "chat") };
            found.tab.type = "button";
            found.tab.onclick = () => open(key);
            chats.set(key, found);
            $("chats").append(found.tab);
            drawTab(found);
            if (current === null) open(key);
          }
          return found;
        }

        function chatWith(person) { return chat("p:" + person, person, { person }); }

        function chatOf(message) {
          if (message.pair) return chatWith(message.pair.find(person => person !== me) || me);
          if (message.to && message.to.person) return chatWith(message.to.person);
          const stream = message.stream || (message.to ? "c:" + message.to.conversation : "");
          if (stream.startsWith("c:")) return chat(stream, stream.slice(2), { conversation: stream.slice(2) });
          return chat(notices, "Notices", null);
        }

        function drawTab(one) {
          const face = element("span", "face", (one.title[0] || "?").toUpperCase());
          let hue = 0;
          for (const letter of one.title) hue = (hue * 31 + letter.codePointAt(0)) % 360;
          face.style.setProperty("--hue", hue);
          one.tab.classList.toggle("online", one.online);
          one.tab.setAttribute("aria-current", String(one.key === current));
          one.tab.replaceChildren(face, element("span", "name", one.title));
          if (one.unread) one.tab.append(element("span", "unread", one.unread));
        }

        function open(key) {
          const before = chats.get(current), one = chats.get(key);
          current = key;
          one.unread = 0;
          if (before) drawTab(before);
          drawTab(one);
          $("typing").textContent = "";
          $("say").hidden = one.to === null;
          $("log").replaceChildren(...[...messages.values()].filter(message => chatOf(message) === one).map(draw));
          $("log").scrollTop = $("log").scrollHeight;
          changed();
        }

        // Messages.

        function isBefore(left, right) { return BigInt(left) <= BigInt(right); }

        function status(message) {
          if (message.sender !== me) return "";
          if (!message.id) return " · sending";
          return message.delivered ? " ✓✓" : " ✓";
        }

        function draw(message) {
          const row = element("div", "row");
          row.classList.toggle("own", message.sender === me);
          row.classList.toggle("urgent", message.priority === "high" && message.sender !== me);
          row.classList.toggle("gone", message.body === undefined);
          if (message.sender !== me && chatOf(message).key !== "p:" + message.sender) row.append(element("div", "who", message.sender));
          row.append(element("div", "body", message.body === undefined ? "This message was taken back" : message.body));
          const time = new Date(message.sent_at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
          row.append(element("div", "when", time + (message.edited ? " · edited" : "") + status(message)));
          message.row = () => row;
          return row;
        }

        function key(message) { return message.id || "own " + message.sender_id; }

        function put(message) {
          const old = messages.get(key(message)) || (message.sender === me && messages.get("own " + message.sender_id));
          if (old) {
            // The same again: it stays where it is, and knows its position now.
            if (!old.id && message.id) rename(old, message.id);
            Object.assign(old, { position: message.position || old.position, pair: message.pair || old.pair, stream: message.stream || old.stream });
            redraw(old);
          } else {
            messages.set(key(message), message);
            const one = chatOf(message);
            if (one.key === current) append(draw(message));
            else if (message.sender !== me && !message.isRead) { one.unread += 1; drawTab(one); }
            message.isRead = true;
          }
          const one = chatOf(message);
          if (message.stream) one.stream = message.stream;
          changed();
        }

        function rename(message, id) {
          // Maps keep the order in which things came; a new name must not change it.
          const all = [...messages.values()];
          message.id = id;
          messages.clear();
          for (const one of all) messages.set(key(one), one);
        }

        function redraw(message) {
          const row = message.row && message.row();
          if (row && row.isConnected) row.replaceWith(draw(message));
          changed();
        }

        function append(row) {
          const log = $("log"), isAtEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 80;
          log.append(row);
          if (isAtEnd || row.classList.contains("own")) log.scrollTop = log.scrollHeight;
        }

        function note(text, isWrong) { append(element("div", isWrong ? "row note wrong" : "row note", text)); }

        function amend(frame, change) {
          const message = messages.get(frame.message);
          if (!message || message.body === undefined) return;
          change(message);
          redraw(message);
        }

        function delivered(person, upTo) {
          for (const message of messages.values()) {
            if (message.sender !== me || message.delivered || !message.position || chatOf(message).key !== "p:" + person) continue;
            if (isBefore(message.position, upTo)) { message.delivered = true; redraw(message); }
          }
        }

        // The socket.

        function say(frame) {
          if (socket && socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(frame));
        }

        function send(message) {
          say({ type: "send", id: message.sender_id, to: message.to, body: message.body });
        }

        function receive(frame) {
          switch (frame.type) {
          case "welcome":
            failures = 0;
            state(me, true);
            // What the service has not answered for is sent again: by its id it stays one message.
            for (const message of messages.values()) if (!message.id) send(message);
            break;
          case "message": put(frame); break;
          case "edit": amend(frame, message => { message.body = frame.body; message.edited = true; }); break;
          case "deletion": amend(frame, message => { delete message.body; }); break;
          case "accepted": {
            const message = messages.get("own " + frame.id);
            if (message) { rename(message, frame.message); redraw(message); }
            break;
          }
          case "refused": {
            const message = messages.get("own " + frame.id);
            if (message && frame.retriable) { setTimeout(() => { if (!message.id) send(message); }, 2000); break; }
            if (message) {
              messages.delete("own " + frame.id);
              if (message.row) message.row().remove();
            }
            note("Not sent: " + frame.message, true);
            break;
          }
          case "cursor":
            save();
            sessionStorage.setItem(place("cursor"), frame.cursor);
            say({ type: "ack", cursor: frame.cursor });
            break;
          case "gap": note(frame.count + " messages were skipped; they are in the history"); break;
          case "conversation": {
            const one = chats.get("c:" + frame.id);
            if (one && frame.title) { one.title = frame.title; drawTab(one); }
            break;
          }
          case "receipt": delivered(frame.person, frame.up_to); break;
          case "presence": {
            const one = chats.get("p:" + frame.person);
            if (one) { one.online = frame.online; drawTab(one); }
            break;
          }
          case "typing":
            if (!chats.has(current) || chats.get(current).stream !== "c:" + frame.conversation) break;
            $("typing").textContent = frame.person + " is writing…";
            clearTimeout(typingEnds);
            typingEnds = setTimeout(() => { $("typing").textContent = ""; }, 4000);
            break;
          case "bye": pause = frame.reconnect_in_ms; break;
          }
        }

        function connect(token) {
          state("Connecting…");
          socket = new WebSocket(location.origin.replace(/^http/, "ws") + "/v1/ws", "kauri.v1");
          const own = socket;
          own.onopen = () => {
            const cursor = sessionStorage.getItem(place("cursor"));
            say({ type: "hello", token, device: "demo", ...(cursor === null ? {} : { cursor }) });
          };
          own.onmessage = event => receive(JSON.parse(event.data));
          own.onclose = event => {
            if (socket !== own) return;
            if (event.code === 1008) sessionStorage.removeItem(place("cursor"));
            if (event.code === 4401 || event.code === 1008) return leave(event.reason);
            failures += 1;
            const wait = pause === null ? Math.min(30000, 500 * 2 ** Math.min(failures, 6)) * (0.5 + Math.random() / 2) : pause + 200;
            pause = null;
            state("Connection lost; trying again");
            alarm = setTimeout(() => connect(token), wait);
          };
        }

        function subject(token) {
          try {
            const bytes = atob(token.split(".")[1].replace(/-/g, "+").replace(/_/g, "/"));
            return JSON.parse(new TextDecoder().decode(Uint8Array.from(bytes, one => one.charCodeAt(0)))).sub || null;
          } catch { return null; }
        }

        function enter(token) {
          const person = subject(token);
          if (!person) return state("This is no token");
          me = person;
          document.title = me + " · Kauri chat";
          $("login").hidden = true;
          $("leave").hidden = document.querySelector("main").hidden = false;
          restore();
          connect(token);
        }

        function leave(reason) {
          save();
          clearTimeout(alarm);
          const old = socket;
          socket = null;
          if (old) old.close(1000);
          me = current = null;
          messages.clear();
          chats.clear();
          $("chats").replaceChildren();
          $("log").replaceChildren();
          $("login").hidden = false;
          $("leave").hidden = document.querySelector("main").hidden = true;
          document.title = "Kauri chat";
          state(reason || "Not connected");
        }

        $("login").onsubmit = event => { event.preventDefault(); enter($("token").value.trim()); };
        $("leave").onclick = () => leave();
        $("begin").onsubmit = event => {
          event.preventDefault();
          const person = $("peer").value.trim();
          if (person) open(chatWith(person).key);
          $("peer").value = "";
          $("text").focus();
        };
        $("say").onsubmit = event => {
          event.preventDefault();
          const body = $("text").value, one = chats.get(current);
          if (!body.trim() || !one || !one.to) return;
          const bytes = crypto.getRandomValues(new Uint8Array(16));
          const id = [...bytes].map(byte => byte.toString(16).padStart(2, "0")).join("");
          const message = { sender_id: id, sender: me, to: one.to, body, sent_at: new Date().toISOString() };
          put(message);
          save();
          send(message);
          $("text").value = "";
        };
        $("text").onkeydown = event => {
          if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); $("say").requestSubmit(); }
        };
        $("text").oninput = () => {
          const one = chats.get(current), now = Date.now();
          if (!one || !one.stream || now - toldTyping < 2000) return;
          toldTyping = now;
          say({ type: "typing", conversation: one.stream.slice(2) });
        };

        const hash = new URLSearchParams(location.hash.slice(1));
        if (hash.get("token")) enter(hash.get("token"));
        if (me !== null && hash.get("peer") && current === null) open(chatWith(hash.get("peer")).key);
        """#
}
