import Contracts
import MessageRules
import Testing

@Suite("Outcomes of commands about messages")
struct OutcomeTests {
    private let id: ConversationID
    private let owner: PartyID
    private let create: ConversationCreate

    init() throws {
        id = try group("booking-1")
        owner = try person("owner")
        create = ConversationCreate(
            id: id, title: "Lake",
            members: [.init(person: owner, role: .owner), .init(person: try person("amina"))])
    }

    private func object(_ outcome: MessageOutcome) throws -> JSONObject {
        try #require(try JSONReader.read(outcome.document).asObject)
    }

    @Test("The document says what was asked, what became of it and when")
    func document() throws {
        var book = TestBook()
        let committed = try object(book.submit(create, as: .user(owner), id: "c-1"))
        #expect(
            JSONValue.object(committed) == [
                "command": [
                    "id": "c-1", "type": "conversation.create", "subject": "broker:test",
                    "actor": ["id": "owner", "role": "user"],
                ],
                "status": "committed",
                "conversation": ["id": "booking-1", "version": "1", "title": "Lake", "member_count": 2],
                "at": .string(TestBook.now.rfc3339),
            ])
        let refused = try object(book.submit(create, as: .user(owner), id: "c-2"))
        #expect(refused["status"] == "refused")
        #expect(refused["error"]?.asObject?["code"] == "conversation_exists")
        let rejected = try object(book.submit(create, as: Actor(id: owner, role: .provider), id: "c-3"))
        #expect(rejected["status"] == "rejected")
        let block = BlockAdd(person: owner, blocked: try person("amina"))
        #expect(try object(book.submit(block))["person"] == ["id": "owner", "version": "1"])
        // Nothing has to be changed, and the reply has the same form.
        #expect(try object(book.submit(block))["person"] == ["id": "owner", "version": "1"])
    }

    @Test("The same again is answered as before, whoever the actor is by now; other content names its first field")
    func replay() throws {
        var book = TestBook()
        let amina = try person("amina")
        let leave = ConversationRemoveMembers(id: id, members: [amina])
        let first = book.submit(create, as: .user(owner), id: "a")
        _ = book.submit(leave, as: .user(amina), id: "b")
        let changes = book.book.changes
        let again = book.submit(create, as: .user(owner), id: "a")
        #expect(again.isReplay && again.document == first.document)
        #expect(book.submit(leave, as: .user(amina), id: "b").isReplay)
        var other = create
        other.title = "Sea"
        guard case .rejected(let error) = book.submit(other, as: .user(owner), id: "a").status else {
            Issue.record("other content is not rejected")
            return
        }
        #expect(error.code == .idempotencyKeyReused && error.field == "title")
        guard case .rejected(let reused) = book.submit(leave, as: .user(amina), id: "a").status else {
            Issue.record("another type is not rejected")
            return
        }
        #expect(reused.field == "type")
        #expect(book.book.changes == changes)
    }

    @Test("The order of members is no content")
    func order() {
        var book = TestBook()
        _ = book.submit(create, id: "a")
        var turned = create
        turned.members.reverse()
        #expect(book.submit(turned, id: "a").isReplay)
    }

    @Test("A refusal is kept; what is forbidden or too late by its role is not")
    func kept() {
        var book = TestBook()
        let update = ConversationUpdate(id: id, title: "Sea")
        #expect(book.submit(update, as: .user(owner), id: "a").status != .committed)
        _ = book.submit(create)
        #expect(book.submit(update, as: .user(owner), id: "a").isReplay)
        let stranger = Actor(id: create.members[1].person, role: .user)
        guard case .rejected(let error) = book.submit(update, as: stranger, id: "b").status else {
            Issue.record("a member changed the title")
            return
        }
        #expect(error.code == .forbidden)
        _ = book.submit(ConversationSetRole(id: id, person: stranger.id, role: .owner))
        #expect(book.submit(update, as: stranger, id: "b").status == .committed)
        let late = book.submit(update, id: "c", deadline: Timestamp(microseconds: TestBook.now.microseconds - 1))
        guard case .refused(let reason) = late.status else {
            Issue.record("too late, and not refused")
            return
        }
        #expect(reason.code == .deadlineExceeded)
        #expect(book.submit(update, id: "d", deadline: TestBook.now).status == .committed)
    }
}
