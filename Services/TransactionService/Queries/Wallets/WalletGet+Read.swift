import Contracts

extension WalletGet: LedgerRead {
    func answer(_ asked: Asked, in snapshot: inout Snapshot, to json: inout JSONWriter) async throws {
        let account = try await snapshot.account(wallet, field: "wallet", for: asked.viewer)
        json.key("wallet")
        account.write(to: &json)
    }
}
