import Contracts
import Notifications
import Testing

@Suite("Notifications of ledger events")
struct NotificationTests {
    private func event(_ type: String, _ data: JSONValue) -> CloudEvent {
        CloudEvent(
            id: "evt_000000009h5rm", type: "kauri.\(type)", subject: nil, time: "2026-11-21T09:30:00Z",
            traceparent: nil, data: data.encoded)
    }

    private func party(_ text: String) throws -> PartyID { try #require(PartyID(text: text)) }

    private let accounts: JSONValue = [
        ["id": "wal_1", "owner": "ann"], ["id": "wal_2", "owner": "bob"], ["id": "cash:ZAR", "unlimited": true],
    ]

    @Test("Who has received is told, who has paid is not, and the ledger's own accounts are nobody")
    func transfer() throws {
        let notices = Notice.notices(
            of: event(
                "wallet.transferred",
                [
                    "transaction": [
                        "id": "txn_1", "reference": "BK-7",
                        "legs": [
                            ["account": "wal_1", "amount": "-1250.50", "currency": "ZAR"],
                            ["account": "cash:ZAR", "amount": "0.50", "currency": "ZAR"],
                            ["account": "wal_2", "amount": "1250.00", "currency": "ZAR"],
                        ],
                    ], "accounts": accounts,
                ]))
        let notice = try #require(notices.first)
        #expect(notices.count == 1)
        #expect(notice.recipient == .party(try party("bob")))
        let request = notice.request(to: try party("bob"), language: "en-ZA")
        #expect(request.id == "evt_000000009h5rm/2")
        #expect(request.body == "You have received ZAR\u{A0}1,250.00.")
        #expect(request.kind == .notification)
        #expect(request.metadata.map(\.key) == ["event", "notice", "reference", "subject"])
        #expect(notice.request(to: try party("bob"), language: "fr").body == "Vous avez reçu 1\u{202F}250,00\u{A0}ZAR.")
        #expect(notice.request(to: try party("bob"), language: "pt-MZ").body == "Recebeu 1.250,00\u{A0}ZAR.")
        #expect(notice.request(to: try party("bob"), language: "sw").body == "Umepokea ZAR\u{A0}1,250.00.")
        #expect(notice.request(to: try party("bob"), language: "zu").body == "You have received ZAR\u{A0}1,250.00.")
    }

    @Test("Decimals are the ledger's, grouping goes by threes, and no digit is lost")
    func amounts() {
        func english(_ amount: String, _ currency: String) -> String {
            AmountText(amount: amount, currency: currency).text(in: .english)
        }
        #expect(english("1000", "JPY") == "JPY\u{A0}1,000")
        #expect(english("0.005", "BHD") == "BHD\u{A0}0.005")
        #expect(english("999.99", "USD") == "USD\u{A0}999.99")
        #expect(english("-12.00", "USD") == "USD\u{A0}12.00")
        #expect(english("92233720368547758.07", "KES") == "KES\u{A0}92,233,720,368,547,758.07")
        #expect(
            AmountText(amount: "1234567.8901", currency: "CLF").text(in: .portuguese) == "1.234.567,8901\u{A0}CLF")
    }

    @Test("A hold: told before its end, and at it")
    func holds() throws {
        let data: JSONValue = [
            "hold": [
                "id": "hld_1", "account": "wal_1", "amount": "80.00", "currency": "ZAR",
                "expires_at": "2026-11-21T12:00:00.000000Z",
            ], "accounts": accounts,
        ]
        #expect(Notice.notices(of: event("hold.placed", data)).isEmpty)
        let expiring = try #require(Notice.notices(of: event("hold.expiring", data)).first)
        #expect(expiring.template == .holdExpiring)
        #expect(expiring.body(in: .english) == "The reservation of ZAR\u{A0}80.00 ends at 2026-11-21 12:00 (UTC).")
        let expired = try #require(Notice.notices(of: event("hold.expired", data)).first)
        #expect(expired.template == .holdExpired)
    }

    @Test(
        "Each kind of request",
        arguments: [
            ("withdrawal.initiated", "withdrawal", NoticeTemplate.withdrawalStarted),
            ("withdrawal.completed", "withdrawal", .withdrawalCompleted),
            ("withdrawal.failed", "withdrawal", .withdrawalFailed),
            ("credit_request.approved", "credit_request", .creditApproved),
            ("credit_request.rejected", "credit_request", .creditRejected),
        ])
    func requests(type: String, member: String, template: NoticeTemplate) throws {
        let object: JSONValue = ["id": "x_1", "account": "wal_9", "amount": "5.00", "currency": "ZAR"]
        let data = JSONValue.object(JSONObject(uniqueMembers: [.init(key: member, value: object)]))
        let notice = try #require(Notice.notices(of: event(type, data)).first)
        #expect(notice.template == template)
        // The event does not touch the wallet, so it does not say whose it is.
        #expect(notice.recipient == .owner(ofWallet: "wal_9"))
        for language in Language.allCases {
            #expect(notice.body(in: language).contains("5"))
            #expect(!notice.body(in: language).contains("{"))
        }
    }

    @Test("Payouts, flags, refunds; of other events and of nonsense nobody is told")
    func others() throws {
        let sent: JSONValue = [
            "payout": ["wallet": "wal_2", "state": "initiated"],
            "withdrawal": ["id": "wdr_1", "account": "wal_2", "amount": "7.00", "currency": "ZAR"],
            "accounts": accounts,
        ]
        #expect(Notice.notices(of: event("payout.ran", sent)).map(\.template) == [.payoutSent])
        let failed: JSONValue = [
            "payout": ["wallet": "wal_2", "state": "skipped", "reason": "no_primary_bank_account"]
        ]
        #expect(Notice.notices(of: event("payout.ran", failed)).map(\.template) == [.payoutFailed])
        let flag: JSONValue = ["flag": ["id": "flg_1", "account": "wal_2"]]
        #expect(Notice.notices(of: event("risk.flagged", flag)).map(\.recipient) == [.owner(ofWallet: "wal_2")])
        #expect(Notice.notices(of: event("account.opened", ["accounts": accounts])).isEmpty)
        #expect(Notice.notices(of: event("wallet.transferred", [])).isEmpty)
    }

    @Test("Every text exists in every language and has the places of the English one")
    func templates() {
        for template in NoticeTemplate.allCases {
            let notice = Notice(
                event: "e", index: 0, recipient: .owner(ofWallet: "wal_1"), template: template,
                amount: AmountText(amount: "5.00", currency: "ZAR"), time: "2026-11-21T12:00:00Z")
            let named = Language.allCases.map { language in
                let body = notice.body(in: language)
                return [body.contains("ZAR"), body.contains("12:00"), body.contains("{")]
            }
            #expect(Set(named).count == 1)
            #expect(Set(Language.allCases.map { notice.body(in: $0) }).count == 4)
        }
    }

    @Test("Quiet hours: within a day, past midnight, in another time zone")
    func quietHours() throws {
        func moment(_ text: String) throws -> Timestamp { try #require(Timestamp(rfc3339: "2026-11-21T\(text)Z")) }
        let night = PersonSettings.QuietHours(from: 22 * 60, to: 6 * 60 + 30, timeZone: "Africa/Nairobi")
        // 20:30 UTC is 23:30 in Nairobi.
        #expect(night.isQuiet(at: try moment("20:30:00"), offset: 180))
        #expect(!night.isQuiet(at: try moment("20:30:00"), offset: 0))
        #expect(night.end(after: try moment("20:30:15"), offset: 180) == Timestamp(rfc3339: "2026-11-22T03:30:00Z"))
        #expect(night.isQuiet(at: try moment("03:29:59"), offset: 180))
        #expect(!night.isQuiet(at: try moment("03:30:00"), offset: 180))
        #expect(night.end(after: try moment("12:00:00"), offset: 180) == (try moment("12:00:00")))
        let noon = PersonSettings.QuietHours(from: 720, to: 780, timeZone: "Africa/Lagos")
        #expect(noon.end(after: try moment("11:59:59"), offset: 60) == (try moment("12:00:00")))
        #expect(noon.isQuiet(at: try moment("16:10:00"), offset: -240))
        let always = PersonSettings.QuietHours(from: 60, to: 60, timeZone: "UTC")
        #expect(always.isQuiet(at: try moment("16:10:00"), offset: 0))
        #expect(always.end(after: try moment("16:10:00"), offset: 0) == nil)
    }
}
