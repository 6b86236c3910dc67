/// Every type of query by its name.
public enum QueryCatalog {
    /// All types, in the order in which the contract tells them.
    public static let all: [any Query.Type] = [
        WalletGet.self,
        WalletList.self,
        WalletBalance.self,
        WalletEntries.self,
        WalletStatement.self,
        TransactionGet.self,
        TransactionList.self,
        OutcomeGet.self,
        HoldGet.self,
        HoldList.self,
        RequestGet.self,
        RequestList.self,
        BankAccountList.self,
        PayoutList.self,
        LimitList.self,
        FlagList.self,
        PartyGet.self,
        PartyList.self,
        PartySearch.self,
        ReportDailyVolumes.self,
        ReportTrialBalance.self,
    ]

    /// The type with this name; nil for a name that is none.
    public static func type(named name: String) -> (any Query.Type)? { byName[name] }

    private static let byName: [String: any Query.Type] = Dictionary(uniqueKeysWithValues: all.map { ($0.type, $0) })
}
