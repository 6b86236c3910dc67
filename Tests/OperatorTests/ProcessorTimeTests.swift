import Testing

@testable import Operator

@Suite struct ProcessorTimeTests {
    @Test func readsAProcess() throws {
        let line = "77 (a (b) c) S 5 77 77 0 -1 4194560 100 200 0 0 30 12 7 1 20 0 4 0 100 0 0"
        let entry = try #require(ProcessTable.Entry(id: 77, stat: line))
        #expect(entry.name == "a (b) c")
        #expect(entry.parent == 5)
        #expect(entry.ticks == 50)
        #expect(ProcessTable.Entry(id: 1, stat: "1 (short) S 0") == nil)
    }

    @Test func addsUpTrees() {
        let table = ProcessTable([
            .init(id: 1, parent: 0, name: "init", ticks: 1_000), .init(id: 10, parent: 1, name: "postgres", ticks: 5),
            .init(id: 11, parent: 10, name: "backend", ticks: 7), .init(id: 12, parent: 11, name: "child", ticks: 11),
            .init(id: 20, parent: 1, name: "other", ticks: 100),
        ])
        #expect(table.ticks(ofTreesFrom: [10]) == 23)
        #expect(table.ticks(ofTreesFrom: [10, 11]) == 23)
        #expect(table.ticks(ofTreesFrom: []) == 0)
    }

    @Test func readsSockets() throws {
        let listening = " 0: 0100007F:1538 00000000:0000 0A 00000000:00000000 00:00000000 00000000 106 0 34567 1 0 100"
        let entry = try #require(SocketTable.Entry(line: listening[...]))
        #expect(entry == .init(localPort: 5_432, remotePort: 0, isListening: true, inode: "34567"))
        let six = """
            1: 0000000000000000FFFF00000100007F:8001 0000000000000000FFFF00000100007F:1628 01 0:0 00:0 0 1000 0 99 1
            """
        let connected = try #require(SocketTable.Entry(line: six[...]))
        #expect(connected == .init(localPort: 32_769, remotePort: 5_672, isListening: false, inode: "99"))
    }

    @Test func seesThisProcess() {
        let own = ProcessTable().entries.values.filter { $0.parent > 0 }
        #expect(!own.isEmpty)
    }
}
