import Contracts
import KauriClient

/// Makes a transfer and takes it back, again and again while the ledger is loaded, and measures how long the taking back waits for its answer.
struct ReversalProbe: Sendable {
    let ledger: KauriLedger
    /// Numbers of the wallets between which money moves.
    let wallets: [Int64]
    let runID: String
    /// Reversals a second, where the ledger keeps up.
    let rate: Int

    private static let patience = Duration.seconds(30)

    /// Goes on until the task is cancelled.
    ///
    /// - Returns: the times from publishing a reversal to its reply.
    func run() async throws -> Latencies {
        var latencies = Latencies()
        var number = 0
        var due = ContinuousClock.now
        while !Task.isCancelled {
            number += 1
            due = max(due.advanced(by: .nanoseconds(1_000_000_000 / rate)), .now)
            do {
                try await measure(number, &latencies)
                try await Task.sleep(until: due, tolerance: .zero)
            } catch  where Task.isCancelled { break }
        }
        return latencies
    }

    private func measure(_ number: Int, _ latencies: inout Latencies) async throws {
        let payer = wallets[number % wallets.count]
        let receiver = wallets[(number + 1) % wallets.count]
        let transfer = WalletTransfer(
            from: .id(AccountID(number: payer)), to: .id(AccountID(number: receiver)),
            money: StatedMoney(amount: try DecimalAmount(parsing: "0.01"), currency: BenchWallets.currency))
        let posted = try await answer(to: transfer, id: "probe-\(runID)-\(number)", key: AccountID(number: payer))
        guard let id = posted.transaction else {
            throw OperatorFailure(.wrong, "a transfer of the probe was refused: \(Self.code(posted))")
        }
        let begun = monotonicNanoseconds()
        let reversal = TransactionReverse(transaction: id, reason: "bench")
        let undone = try await answer(to: reversal, id: "undo-\(runID)-\(number)", key: AccountID(number: payer))
        guard undone.status == .committed else {
            throw OperatorFailure(.wrong, "a reversal of the probe was refused: \(Self.code(undone))")
        }
        latencies.record(nanoseconds: monotonicNanoseconds() - begun)
    }

    private func answer(to command: any Command, id: String, key: AccountID) async throws -> LedgerReply {
        try await ledger.call(LedgerCommand(command, id: id, key: key.description), timeout: Self.patience)
    }

    private static func code(_ reply: LedgerReply) -> String { reply.problem?.name ?? "no transaction in its reply" }
}
