extension DemoPage {
    /// The whole page.
    static let html = """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>Kauri chat</title>
        <link rel="icon" href="data:,">
        <style>\(style)</style>
        </head>
        <body>
        <header>
        <h1>Kauri chat</h1>
        <p id="state" role="status">Not connected</p>
        <button id="leave" class="quiet" type="button" hidden>Leave</button>
        </header>
        <form id="login">
        <label for="token">Token</label>
        <p>Made by <code>kauri token NAME</code>; it says who you are.</p>
        <textarea id="token" rows="4" autocomplete="off" spellcheck="false"></textarea>
        <button>Connect</button>
        </form>
        <main hidden>
        <nav aria-label="Conversations">
        <div id="chats"></div>
        <form id="begin"><input id="peer" aria-label="Person" placeholder="Chat with…" autocomplete="off" autocapitalize="none" spellcheck="false"><button class="quiet">Open</button></form>
        </nav>
        <section aria-label="Messages">
        <div id="log" role="log"></div>
        <p id="typing"></p>
        <form id="say" hidden><textarea id="text" rows="1" aria-label="Message" placeholder="Message" autocomplete="off"></textarea><button>Send</button></form>
        </section>
        </main>
        <script>\(script)</script>
        </body>
        </html>
        """
}
