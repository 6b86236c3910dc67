extension DemoPage {
    /// How the page looks: on a phone one column, beside each other where there is room; light or dark as the reader's device is.
    static let style = """
        :root { --ground: #eef2ef; --paper: #fff; --ink: #16211b; --faint: #5c6b63; --line: #d6dfd9; --leaf: #17663f; --own: #d8f0e1; --wrong: #a3341f; }
        @media (prefers-color-scheme: dark) {
          :root { --ground: #0f1512; --paper: #18211c; --ink: #e6eee9; --faint: #93a49b; --line: #2b3831; --leaf: #2f9463; --own: #1d4630; --wrong: #f0917d; }
        }
        * { box-sizing: border-box; }
        [hidden] { display: none !important; }
        body { margin: 0 auto; max-width: 60rem; height: 100dvh; display: flex; flex-direction: column; background: var(--ground); color: var(--ink); font: 16px/1.4 system-ui, sans-serif; }
        header { display: flex; align-items: center; gap: .75rem; padding: .6rem 1rem; background: var(--paper); border-bottom: 1px solid var(--line); }
        h1 { margin: 0; font-size: 1.05rem; }
        #state { margin: 0 0 0 auto; font-size: .85rem; color: var(--faint); }
        #state::before { content: ""; display: inline-block; width: .55rem; height: .55rem; margin-right: .4rem; border-radius: 50%; background: var(--wrong); }
        body.open #state::before { background: var(--leaf); }
        input, textarea, button { font: inherit; color: inherit; }
        input, textarea { min-width: 0; padding: .5rem .75rem; border: 1px solid var(--line); border-radius: 1.2rem; background: var(--ground); }
        textarea { resize: none; }
        button { padding: .5rem 1.1rem; border: 1px solid transparent; border-radius: 1.2rem; background: var(--leaf); color: #fff; cursor: pointer; }
        button.quiet { padding: .3rem .8rem; background: none; border-color: var(--line); color: inherit; }
        :focus-visible { outline: 2px solid var(--leaf); outline-offset: 1px; }
        #login { margin: auto; width: min(26rem, 92vw); padding: 1.5rem; display: grid; gap: .5rem; background: var(--paper); border: 1px solid var(--line); border-radius: 1rem; }
        #login label { font-weight: 600; }
        #login p { margin: 0; font-size: .9rem; color: var(--faint); }
        #login textarea { font: .8rem/1.4 ui-monospace, monospace; border-radius: .6rem; overflow-wrap: anywhere; }
        main { flex: 1; min-height: 0; display: flex; flex-direction: column; }
        nav { padding: .5rem; display: flex; flex-direction: column; gap: .5rem; background: var(--paper); border-bottom: 1px solid var(--line); }
        #chats { display: flex; gap: .4rem; overflow-x: auto; }
        #chats:empty { display: none; }
        .chat { flex: none; display: flex; align-items: center; gap: .5rem; padding: .3rem .8rem .3rem .3rem; background: none; border-color: var(--line); color: inherit; text-align: left; }
        .chat[aria-current=true] { background: var(--own); border-color: transparent; }
        .face { position: relative; flex: none; width: 1.8rem; height: 1.8rem; border-radius: 50%; display: grid; place-items: center; font-size: .8rem; font-weight: 600; color: #fff; background: hsl(var(--hue) 45% 38%); }
        .online .face::after { content: ""; position: absolute; right: -1px; bottom: -1px; width: .6rem; height: .6rem; border-radius: 50%; background: #35b36f; border: 2px solid var(--paper); }
        .name { max-width: 11rem; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
        .unread { margin-left: auto; padding: 0 .45rem; border-radius: 1rem; background: var(--leaf); color: #fff; font-size: .75rem; line-height: 1.25rem; }
        #begin, #say { display: flex; gap: .5rem; }
        #begin input, #say textarea { flex: 1; }
        section { flex: 1; min-width: 0; min-height: 0; display: flex; flex-direction: column; }
        #log { flex: 1; min-height: 0; overflow-y: auto; padding: 1rem; display: flex; flex-direction: column; gap: .35rem; }
        #log::before { content: ""; margin-top: auto; }
        #log:empty::after { content: "No messages yet"; margin: auto; color: var(--faint); }
        .row { max-width: min(34rem, 82%); align-self: flex-start; padding: .4rem .75rem .3rem; border-radius: 1rem 1rem 1rem .25rem; background: var(--paper); border: 1px solid var(--line); white-space: pre-wrap; overflow-wrap: anywhere; }
        .row.own { align-self: flex-end; background: var(--own); border-color: transparent; border-radius: 1rem 1rem .25rem 1rem; }
        .row.urgent { border-left: 3px solid var(--leaf); }
        .row.gone .body { color: var(--faint); font-style: italic; }
        .row.note { align-self: center; padding: .1rem .8rem; background: none; border: 0; font-size: .85rem; color: var(--faint); text-align: center; }
        .row.wrong { color: var(--wrong); }
        .who { font-size: .75rem; font-weight: 600; color: var(--faint); }
        .when { margin-top: .1rem; font-size: .7rem; color: var(--faint); text-align: right; }
        #typing { margin: 0; min-height: 1.3rem; padding: 0 1rem; font-size: .8rem; color: var(--faint); }
        #say { padding: .5rem .75rem; background: var(--paper); border-top: 1px solid var(--line); }
        #say textarea { max-height: 8rem; field-sizing: content; }
        @media (min-width: 46rem) {
          body { border-inline: 1px solid var(--line); }
          main { flex-direction: row; }
          nav { width: 16rem; border-bottom: 0; border-right: 1px solid var(--line); flex-direction: column-reverse; justify-content: flex-end; }
          #chats { flex-direction: column; overflow: visible; }
          #begin input { width: 8rem; }
        }
        """
}
