extension CommandExamples {
    /// Workflows around the money; of fields that exclude each other, one.
    static let workflows: [Example] = [
        Example(
            type: "party.update", required: ["party"],
            body: """
                {"party": "guest-7", "party_type": "host", "name": "Ann", "language": "pt-MZ", "time_zone": "Africa/Nairobi",
                "phone": "+27821234567", "kyc_level": "2"}
                """),
        Example(
            type: "party.erase", required: ["party", "reason"], body: #"{"party": "guest-7", "reason": "asked for"}"#),
        Example(
            type: "job.start", required: ["wallet", "money", "job_type"],
            body: """
                {"wallet": "wal_000000009h5m1", "money": {"amount": "1.5", "currency": "ZAR"}, "job_type": "photo.retouching-2",
                "destination": "fees", "expires_in": "3600", "reference": "JOB-1", "description": "twelve photographs"}
                """),
        Example(
            type: "job.update", required: ["job", "state"],
            body: #"{"job": "job_0000000000001", "state": "failed", "refund": true, "reason": "too dark"}"#),
        Example(
            type: "job.refund", required: ["job", "reason"],
            body: #"{"job": "job_0000000000001", "reason": "too late"}"#),
        Example(type: "job.expire", required: ["job"], body: #"{"job": "job_0000000000001"}"#),
        Example(
            type: "charge_sale.create", required: ["wallet", "money", "phone"],
            body: """
                {"wallet": "wal_000000009h5m1", "money": {"amount": "1.5", "currency": "ZAR"}, "phone": "+27821234567",
                "delivery": "wallet", "reference": "SALE-1", "description": "over the counter"}
                """),
        Example(
            type: "charge_sale.refund", required: ["charge_sale", "reason"],
            body: #"{"charge_sale": "sal_0000000000001", "reason": "a wrong number"}"#),
        Example(
            type: "credit_request.create", required: ["wallet", "money", "reason"],
            body: """
                {"wallet": {"party": "ann", "kind": "main", "currency": "ZAR"}, "money": {"amount": "1.5", "currency": "ZAR"},
                "reason": "stock", "reference": "CR-1"}
                """),
        Example(
            type: "credit_request.approve", required: ["credit_request"],
            body: #"{"credit_request": "crq_0000000000001", "reason": "good for it"}"#),
        Example(
            type: "credit_request.reject", required: ["credit_request", "reason"],
            body: #"{"credit_request": "crq_0000000000001", "reason": "not yet"}"#),
        Example(
            type: "withdrawal.initiate", required: ["wallet", "money"],
            body: """
                {"wallet": "wal_000000009h5m1", "money": {"amount": "1.5", "currency": "ZAR"}, "bank_account": "bnk_0000000000001",
                "reference": "WD-1", "description": "half of it"}
                """),
        Example(
            type: "withdrawal.complete", required: ["withdrawal"],
            body: #"{"withdrawal": "wdr_0000000000001", "reference": "EFT-1"}"#),
        Example(
            type: "withdrawal.fail", required: ["withdrawal", "reason"],
            body: #"{"withdrawal": "wdr_0000000000001", "reason": "closed"}"#),
        Example(
            type: "bank_account.add", required: ["party", "currency", "country", "iban", "holder"],
            body: """
                {"party": "host-3", "currency": "MUR", "country": "MU", "iban": "MU17BOMM0101101030300200000MUR",
                "bank_code": "BOMMMUPL", "holder": "Anse Villas", "primary": true}
                """),
        Example(
            type: "bank_account.set_primary", required: ["bank_account"],
            body: #"{"bank_account": "bnk_0000000000001"}"#),
        Example(
            type: "bank_account.remove", required: ["bank_account"],
            body: #"{"bank_account": "bnk_0000000000001", "reason": "closed"}"#),
        Example(
            type: "payout.schedule", required: ["wallet", "interval", "weekday"],
            body: """
                {"wallet": {"party": "ann", "kind": "main", "currency": "ZAR"}, "interval": "weekly", "weekday": "sunday",
                "minimum": "0.01"}
                """),
        Example(
            type: "payout.run", required: ["wallet"],
            body: #"{"wallet": "wal_000000009h5m1", "due_at": "2026-11-23T00:00:00.000000Z"}"#),
        Example(
            type: "adjustment.post", required: ["wallet", "direction", "money", "reason"],
            body: """
                {"wallet": "wal_000000009h5m1", "direction": "down", "money": {"amount": "1.5", "currency": "ZAR"},
                "reason": "charged too little", "reference": "TICKET-1"}
                """),
        Example(
            type: "chargeback.post", required: ["wallet", "money", "reason"],
            body: """
                {"wallet": "wal_000000009h5m1", "money": {"amount": "1.5", "currency": "ZAR"}, "reason": "stolen card",
                "reference": "CB-1"}
                """),
        Example(
            type: "payment.split", required: ["from", "to", "money"],
            body: """
                {"from": "wal_000000009h5m1", "to": "wal_000000009h5m2", "money": {"amount": "1.5", "currency": "ZAR"}, "fee": "0",
                "tax_basis_points": "10000", "reference": "BK-1", "description": "three nights"}
                """),
        Example(
            type: "fx.transfer", required: ["from", "to", "money", "to_currency", "rate"],
            body: """
                {"from": "wal_000000009h5m1", "to": "wal_000000009h5m2", "money": {"amount": "1.5", "currency": "ZAR"},
                "to_currency": "KES", "rate": "7.1355", "reference": "FX-1", "description": "for the trip"}
                """),
        Example(
            type: "limit.set", required: ["wallet"],
            body: """
                {"wallet": {"party": "ann", "kind": "main", "currency": "ZAR"}, "minimum": "1", "maximum": "1", "daily": "20.5"}
                """),
        Example(
            type: "risk.review", required: ["flag", "decision", "reason"],
            body: #"{"flag": "flg_0000000000001", "decision": "confirm", "reason": "stolen card"}"#),
    ]
}
