import Contracts

extension QueryCaller {
    /// Whose wallet it is; nil where it is nobody's.
    func owner(ofWallet wallet: String) async throws(CommandError) -> PartyID? {
        var json = JSONWriter()
        json.beginObject()
        json.member("wallet", wallet)
        json.endObject()
        let answer = try await ask("wallet.get", json.bytes, exchange: LedgerTopology.queryExchange)
        return answer["wallet"]?.asObject?["owner"]?.asString.flatMap { PartyID(text: $0) }
    }
}
