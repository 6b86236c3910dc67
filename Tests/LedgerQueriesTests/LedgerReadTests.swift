import Contracts
import Testing

@testable import LedgerQueries

/// What can be said of the answers without a database.
@Suite struct LedgerReadTests {
    @Test("every type of query of the contract is answered")
    func everyQueryIsAnswered() {
        for type in QueryCatalog.all { #expect(type is any LedgerRead.Type, "\(type.type)") }
    }

    @Test("people are bound to what is their own, others are not")
    func viewers() throws {
        let ann = try #require(PartyID(text: "ann"))
        for role in Role.allCases {
            let viewer = Viewer(Actor(id: ann, role: role))
            let isPerson = [.user, .host, .vendor, .seller].contains(role)
            #expect((viewer.person != nil) == isPerson)
            try viewer.require(owner: "ann")
            for owner in ["ben", nil] {
                if isPerson {
                    #expect(throws: Viewer.forbidden) { try viewer.require(owner: owner) }
                } else {
                    try viewer.require(owner: owner)
                }
            }
            if isPerson { #expect(throws: Viewer.forbidden) { try viewer.requireOperator() } }
        }
        try Viewer(nil).requireOperator()
        try Viewer(nil).require(owner: "ann")
    }

    @Test(
        "a sum is told with all decimals of its unit, larger than any amount",
        arguments: [
            ("0", 2, "0.00"), ("5", 2, "0.05"), ("-5", 2, "-0.05"), ("12345", 2, "123.45"), ("12345", 0, "12345"),
            ("-12345", 3, "-12.345"), ("99999999999999999999999", 2, "999999999999999999999.99"),
            ("7", 8, "0.00000007"),
        ] as [(String, UInt8, String)])
    func sums(minorUnits: String, decimals: UInt8, text: String) throws {
        var sum = LargeSum()
        try sum.add(minorUnits)
        #expect(sum.text(decimals: decimals) == text)
        try sum.add(minorUnits.hasPrefix("-") ? String(minorUnits.dropFirst()) : "-\(minorUnits)")
        #expect(sum.minorUnits == 0)
        #expect(throws: CommandError.self) { try sum.add("1.5") }
    }
}
