/// One leg of a journal posting: an account and a signed amount, of which a positive one increases the account.
public struct Leg: Hashable, Sendable {
    /// Which account.
    public var account: AccountReference
    /// How much; not zero.
    public var money: StatedMoney

    /// Makes a leg.
    public init(account: AccountReference, money: StatedMoney) {
        self.account = account
        self.money = money
    }

    static func read(_ name: String, from fields: inout FieldReader) throws(CommandError) -> [Leg]? {
        guard let readers = try fields.objects(name, count: 2...100) else { return nil }
        var legs: [Leg] = []
        for var reader in readers {
            let account = try reader.present(reader.account("account"), "account")
            legs.append(Leg(account: account, money: try reader.present(reader.money("money", .nonZero), "money")))
            try reader.finish()
        }
        return legs
    }

    func write(to fields: inout FieldWriter) {
        fields.account("account", account)
        fields.money("money", money)
    }
}
