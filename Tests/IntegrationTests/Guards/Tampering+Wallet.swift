extension Tampering {
    /// What stands around the money.
    static let wallet: [Tampering] =
        closed + [
            change("a job that is refunded without having failed", "$open_job", "state = 'refunded'"),
            change("a credit request that completes", "$open_credit", "state = 'completed'"),
            change("a withdrawal that is approved", "$open_withdrawal", "state = 'approved'"),
            change("a sale that fails after all", "$open_sale", "state = 'failed'"),
            change("another amount", "$open_withdrawal", "amount = amount + 1"),
            change("another wallet", "$open_job", "account_id = $wallet"),
            change("another kind", "$open_credit", "kind = 'withdrawal'"),
            change("another movement", "$open_job", "transaction_id = $spent"),
            change("the movement forgotten", "$open_sale", "transaction_id = NULL"),
            change("the refund forgotten", "$closed_job", "settlement_id = NULL"),
            Tampering(
                "one movement for two requests", "requests_transaction_id_key",
                """
                UPDATE requests SET transaction_id = (SELECT transaction_id FROM requests WHERE id = $open_job)
                WHERE id = $open_credit
                """),
            Tampering(
                "one completion for two withdrawals", "requests_settlement_id_key",
                """
                UPDATE requests SET settlement_id = (SELECT settlement_id FROM requests WHERE id = $closed_withdrawal)
                WHERE id = $open_withdrawal
                """),
            Tampering(
                "a request about nothing", "requests_amount_check",
                """
                INSERT INTO requests (id, kind, state, account_id, amount, created_at, updated_at)
                VALUES (1, 'credit_request', 'pending', $payer, 0, now(), now())
                """),
            Tampering(
                "two primary bank accounts", "bank_accounts_one_primary",
                "UPDATE bank_accounts SET is_primary = true WHERE id = $closed_bank"),
            Tampering(
                "a primary bank account that is out of use", "bank_accounts_removed_is_not_primary",
                "UPDATE bank_accounts SET state = 'removed' WHERE id = $open_bank"),
            Tampering(
                "a sealed number without its key", "bank_accounts_sealed_with_a_key",
                "UPDATE bank_accounts SET number_key = NULL WHERE id = $open_bank"),
            Tampering(
                "a wallet below its limit by more than its shortfall", "accounts_funds",
                "UPDATE accounts SET posted = -2, shortfall = 1 WHERE id = $payer"),
            Tampering(
                "a shortfall below zero", "accounts_shortfall_check",
                "UPDATE accounts SET shortfall = -1 WHERE id = $payer"),
            Tampering(
                "a weekly payout on no day", "payout_schedules_weekday",
                "UPDATE payout_schedules SET interval = 'weekly' WHERE account_id = $payer"),
            Tampering(
                "a daily payout that is never due", "payout_schedules_due",
                "UPDATE payout_schedules SET next_due_at = NULL WHERE account_id = $payer"),
            Tampering(
                "two limits of one wallet", "limits_by_account",
                "INSERT INTO limits (account_id, unit, set_at) VALUES ($payer, 710, now())"),
            Tampering(
                "a limit of a wallet and of a level", "limits_of_one_kind",
                "UPDATE limits SET kyc_level = 1 WHERE account_id = $payer"),
        ]

    /// What the service's role may not do around the money.
    static let walletPrivileges: [Tampering] =
        ["requests", "bank_accounts", "payout_schedules", "limits", "risk_flags", "parties"].map {
            Tampering("delete from \($0)", "42501", "DELETE FROM \($0)")
        } + [Tampering("drop the guard of requests", "42501", "DROP TRIGGER requests_move_forward ON requests")]

    /// A request that has ended goes nowhere any more.
    private static let closed: [Tampering] = [
        ("$closed_job", ["pending", "running", "completed", "refunded"]),
        ("$closed_withdrawal", ["pending", "failed"]), ("$closed_credit", ["pending", "rejected"]),
        ("$closed_sale", ["completed", "failed"]),
    ].flatMap { request, states in
        states.map { change("\(request.dropFirst()) to \($0)", request, "state = '\($0)'") }
    }

    private static func change(_ name: String, _ request: String, _ assignment: String) -> Tampering {
        Tampering(name, "requests_move_forward", "UPDATE requests SET \(assignment) WHERE id = \(request)")
    }
}
