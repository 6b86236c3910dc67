import Contracts
import Testing

@testable import Operator

@Suite struct TransferWriterTests {
    private static let wallets: [Int64] = [10_000_001, 10_000_777, 12_345_678_901, 9_223_372_036_854_775_807]

    @Test func writesWhatTheContractReads() throws {
        var writer = TransferWriter(wallets: Self.wallets, receiver: .anyWallet, currency: "ZAR", batch: 1, seed: 1)
        var payers: Set<AccountReference> = []
        for _ in 0..<500 {
            let (key, body) = writer.next()
            let transfer = try #require(try read(body, type: writer.type).first)
            guard case .id(let payer) = transfer.from, case .id(let receiver) = transfer.to else {
                Issue.record("a transfer names no wallets")
                return
            }
            #expect(payer != receiver)
            #expect(Self.wallets.contains(payer.number) && Self.wallets.contains(receiver.number))
            #expect(key == payer.description)
            let amount = try transfer.money.resolved(with: UnitRegistry())
            #expect((1...999).contains(amount.minorUnits) && amount.unit.code == "ZAR")
            payers.insert(transfer.from)
        }
        #expect(payers.count == Self.wallets.count)
    }

    @Test func writesBatches() throws {
        var writer = TransferWriter(wallets: Self.wallets, receiver: .anyWallet, currency: "ZAR", batch: 40, seed: 2)
        let (key, body) = writer.next()
        let transfers = try read(body, type: writer.type)
        #expect(transfers.count == 40)
        #expect(transfers.first?.from == AccountID(text: key).map { .id($0) })
        #expect(Set(transfers.map(\.from)).count > 1)
    }

    @Test(arguments: [1, 3]) func paysIntoOneAccount(batch: Int) throws {
        var writer = TransferWriter(
            wallets: Self.wallets, receiver: .account("fees:ZAR"), currency: "ZAR", batch: batch, seed: 3)
        for transfer in try read(writer.next().body, type: writer.type) {
            #expect(transfer.to == .system(.fees, currency: "ZAR"))
        }
    }

    private func read(_ body: [UInt8], type: String) throws -> [WalletTransfer] {
        let message = try CommandMessage.read(IncomingMessage(body: body, messageID: "1", type: type), from: .anonymous)
        switch message {
        case .single(let envelope): return [envelope.command].compactMap { $0 as? WalletTransfer }
        case .independent(let members): return try members.compactMap { try $0.get().command as? WalletTransfer }
        case .linked: return []
        }
    }
}
