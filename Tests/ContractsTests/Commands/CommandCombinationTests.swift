import Contracts
import Testing

@Suite("Fields that exclude each other, and fields that need each other")
struct CommandCombinationTests {
    private static let money = #""money": {"amount": "1", "currency": "ZAR"}"#
    private static let pair = #""from": "wal_000000009h5m1", "to": "wal_000000009h5m2""#
    private static let bank = #""party": "host-3", "currency": "ZAR", "country": "ZA", "holder": "Umoja""#

    @Test(
        "Parties, accounts, holds",
        arguments: [
            (
                "account.open", #"{"owner": "a", "currency": "ZAR", "overdraft_limit": "1", "unlimited": true}"#,
                "overdraft_limit", ErrorCode.invalidField
            ),
            ("account.configure", #"{"account": "wal_000000009h5m1"}"#, "overdraft_limit", .missingField),
            (
                "account.configure", #"{"account": "wal_000000009h5m1", "unlimited": false}"#, "overdraft_limit",
                .missingField
            ),
            (
                "account.configure", #"{"account": "wal_000000009h5m1", "overdraft_limit": "1", "unlimited": true}"#,
                "overdraft_limit", .invalidField
            ),
            (
                "account.configure", #"{"account": {"party": "a"}, "overdraft_limit": "1"}"#, "account.currency",
                .missingField
            ),
            (
                "account.suspend", #"{"account": {"phone": "+27821234567"}, "reason": "x"}"#, "account.currency",
                .missingField
            ),
            (
                "wallet.deposit",
                #"{"wallet": "wal_000000009h5m1", "money": {"amount": "1", "currency": "ZAR"}, "open": true}"#, "open",
                .invalidField
            ),
            (
                "hold.place",
                #"{"wallet": "wal_000000009h5m1", "money": {"amount": "1", "currency": "ZAR"}, "expires_in": 5, "expires_at": "2026-11-21T09:30:00Z"}"#,
                "expires_in", .invalidField
            ),
            ("hold.capture", #"{"hold": "hld_0000000000001"}"#, "to", .missingField),
            (
                "hold.capture",
                #"{"hold": "hld_0000000000001", "to": "cash:ZAR", "splits": [{"to": "cash:ZAR", "money": {"amount": "1", "currency": "ZAR"}}]}"#,
                "splits", .invalidField
            ),
            (
                "hold.capture",
                #"{"hold": "hld_0000000000001", "money": {"amount": "1", "currency": "ZAR"}, "splits": [{"to": "cash:ZAR", "money": {"amount": "1", "currency": "ZAR"}}]}"#,
                "money", .invalidField
            ),
        ])
    func combinations(type: String, body: String, field: String, code: ErrorCode) {
        let error = messageError(body, type: type)
        #expect(error?.code == code)
        #expect(error?.field == field)
    }

    @Test(
        "Workflows",
        arguments: [
            ("party.update", #""party": "a""#, "name", ErrorCode.missingField),
            ("party.update", #""party": "a", "remove_phone": false"#, "name", .missingField),
            (
                "party.update", #""party": "a", "phone": "+27821234567", "remove_phone": true"#, "remove_phone",
                .invalidField
            ),
            ("job.update", #""job": "job_0000000000001", "state": "running", "refund": true"#, "refund", .invalidField),
            (
                "job.update", #""job": "job_0000000000001", "state": "completed", "refund": true"#, "refund",
                .invalidField
            ),
            ("job.update", #""job": "job_0000000000001", "state": "pending""#, "state", .invalidField),
            ("bank_account.add", bank, "iban", .missingField),
            (
                "bank_account.add", bank + #", "iban": "MU17BOMM0101101030300200000MUR", "number": "62001234567""#,
                "number", .invalidField
            ),
            ("bank_account.add", bank + #", "iban": "MU17BOMM0101101030300200000MUR""#, "iban", .invalidField),
            ("bank_account.add", bank + #", "number": "62001234567""#, "bank_code", .invalidField),
            ("bank_account.add", bank + #", "number": "6", "bank_code": "250655""#, "number", .invalidField),
            ("payout.schedule", #""wallet": {"party": "a"}, "interval": "daily""#, "wallet.currency", .missingField),
            ("payout.schedule", #""wallet": "wal_000000009h5m1", "interval": "weekly""#, "weekday", .missingField),
            (
                "payout.schedule", #""wallet": "wal_000000009h5m1", "interval": "daily", "weekday": "monday""#,
                "weekday",
                .invalidField
            ),
            ("payout.schedule", #""wallet": "wal_000000009h5m1", "interval": "threshold""#, "minimum", .missingField),
            ("payout.run", #""wallet": {"phone": "+27821234567"}"#, "wallet.currency", .missingField),
            (
                "payment.split", pair + "," + money + #", "fee": "1", "fee_basis_points": 100"#, "fee_basis_points",
                .invalidField
            ),
            (
                "payment.split", pair + "," + money + #", "tax": "1", "tax_basis_points": 0"#, "tax_basis_points",
                .invalidField
            ),
            ("fx.transfer", pair + "," + money + #", "to_currency": "ZAR", "rate": "1""#, "to_currency", .invalidField),
            ("limit.set", #""daily": "5""#, "wallet", .missingField),
            ("limit.set", #""currency": "ZAR", "daily": "5""#, "wallet", .missingField),
            ("limit.set", #""wallet": {"party": "a"}, "daily": "5""#, "wallet.currency", .missingField),
            ("limit.set", #""wallet": "wal_000000009h5m1", "kyc_level": 1"#, "kyc_level", .invalidField),
            ("limit.set", #""wallet": "wal_000000009h5m1", "currency": "ZAR""#, "currency", .invalidField),
            ("limit.set", #""kyc_level": 1"#, "currency", .missingField),
            (
                "limit.set", #""kyc_level": 1, "currency": "ZAR", "minimum": "5.01", "maximum": "5""#, "minimum",
                .invalidField
            ),
        ])
    func workflows(type: String, members: String, field: String, code: ErrorCode) {
        let error = messageError("{" + members + "}", type: type)
        #expect(error?.code == code, "\(error?.message ?? "read")")
        #expect(error?.field == field)
    }

    @Test(
        "What goes together is read",
        arguments: [
            ("party.update", #""party": "a", "remove_phone": true"#),
            ("party.update", #""party": "a", "phone": "+27821234567", "remove_phone": false"#),
            ("job.update", #""job": "job_0000000000001", "state": "completed", "refund": false"#),
            ("bank_account.add", bank + #", "number": "62 001-234 567", "bank_code": "250655""#),
            ("payout.schedule", #""wallet": "wal_000000009h5m1", "interval": "none""#),
            ("payout.schedule", #""wallet": "wal_000000009h5m1", "interval": "threshold", "minimum": "1""#),
            ("payment.split", pair + "," + money),
            ("payment.split", pair + "," + money + #", "fee": "1", "tax_basis_points": 0"#),
            ("limit.set", #""wallet": "wal_000000009h5m1""#),
            ("limit.set", #""kyc_level": 0, "currency": "ZAR", "minimum": "5", "maximum": "5.00""#),
        ])
    func together(type: String, members: String) {
        let error = messageError("{" + members + "}", type: type)
        #expect(error == nil, "\(error?.message ?? "")")
    }
}
