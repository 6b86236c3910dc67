import Contracts
import Ledger

/// A type of command that names a wallet and money, and nothing else that could stand against it.
struct WalletCommand: Sendable {
    let type: any Command.Type
    /// Makes the command for a wallet.
    let make: @Sendable (AccountReference, StatedMoney) throws -> any Command
    /// What must be there beforehand.
    var prepare: @Sendable (inout TestLedger) throws -> Void = { _ in }
    /// By whom it is sent.
    var common: @Sendable () throws -> CommonFields = { CommonFields() }

    /// Sends it, and it must be refused.
    func refusal(
        _ ledger: inout TestLedger, _ wallet: AccountReference, _ money: StatedMoney, version: Int64? = nil
    ) throws -> CommandError {
        var common = try common()
        common.expectedVersion = version
        return try ledger.refusal(of: make(wallet, money), common)
    }

    /// Sends it, and it must be carried out.
    func commit(_ ledger: inout TestLedger, _ wallet: AccountReference, _ money: StatedMoney) throws {
        try ledger.commit(make(wallet, money), common())
    }

    /// Money leaves the wallet, and limits and risk rules count it.
    static let counted: [WalletCommand] = [
        WalletCommand(type: WalletSpend.self) { WalletSpend(wallet: $0, money: $1, destination: .fees) },
        WalletCommand(type: WalletTransfer.self) {
            WalletTransfer(from: $0, to: .system(.escrow, currency: $1.currency), money: $1)
        },
        WalletCommand(type: JobStart.self) { JobStart(wallet: $0, money: $1, jobType: "render") },
        WalletCommand(type: ChargeSaleCreate.self) {
            ChargeSaleCreate(wallet: $0, money: $1, phone: try phone("zoe"))
        },
        WalletCommand(type: PaymentSplit.self) {
            PaymentSplit(from: $0, to: .system(.escrow, currency: $1.currency), money: $1, feeBasisPoints: 100)
        },
        WalletCommand(type: FXTransfer.self) {
            FXTransfer(
                from: $0, to: .system(.escrow, currency: "EUR"), money: $1, toCurrency: "EUR", rate: try amount("0.05"))
        },
        WalletCommand(
            type: WithdrawalInitiate.self, make: { WithdrawalInitiate(wallet: $0, money: $1) },
            prepare: { _ = try $0.bank("ann") }),
    ]

    /// Money leaves the wallet, uncounted.
    static let uncounted: [WalletCommand] = [
        WalletCommand(
            type: AdjustmentPost.self,
            make: { AdjustmentPost(wallet: $0, direction: .down, money: $1, reason: "counted again") },
            common: asAdmin)
    ]

    static let chargeback = WalletCommand(type: ChargebackPost.self) {
        ChargebackPost(wallet: $0, money: $1, reason: "called back")
    }

    static let deposit = WalletCommand(type: WalletDeposit.self) {
        WalletDeposit(wallet: $0, money: $1, source: .cash)
    }

    static let hold = WalletCommand(type: HoldPlace.self) { HoldPlace(wallet: $0, money: $1, expiresIn: 600) }

    static let credit = WalletCommand(type: CreditRequestCreate.self) {
        CreditRequestCreate(wallet: $0, money: $1, reason: "stock")
    }
}
