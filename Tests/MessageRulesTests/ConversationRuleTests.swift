import Contracts
import MessageRules
import Testing

@Suite("The rules of conversations")
struct ConversationRuleTests {
    private let id: ConversationID
    private let owner: PartyID
    private let member: PartyID
    private let reader: PartyID
    private let stranger: PartyID
    private let admin: Actor

    init() throws {
        id = try group("booking-1")
        owner = try person("owner")
        member = try person("member")
        reader = try person("reader")
        stranger = try person("stranger")
        admin = Actor(id: try person("admin"), role: .admin)
    }

    private func made() -> TestBook {
        TestBook(
            MessageBook(
                now: TestBook.now,
                conversations: [
                    Conversation(
                        id: id, version: 4, title: "Lake", members: [owner: .owner, member: .member, reader: .reader])
                ],
                memberships: [owner: 1, member: 1, reader: 1]))
    }

    private func members(of book: TestBook) -> [PartyID: Conversation.MemberRole]? {
        book.book.conversations[id]?.members
    }

    @Test("A person begins a conversation only as one of its owners; an operator for anybody")
    func create() throws {
        let own = ConversationCreate(id: id, members: [.init(person: owner, role: .owner), .init(person: member)])
        var book = TestBook()
        #expect(book.code(own, as: .user(member)) == .forbidden)
        #expect(book.code(own, as: .user(stranger)) == .forbidden)
        #expect(book.book.conversations.isEmpty)
        #expect(book.code(own, as: .user(owner)) == nil)
        #expect(book.book.conversations[id]?.version == 1)
        #expect(members(of: book) == [owner: .owner, member: .member])
        #expect(book.code(own, as: .user(owner)) == .conversationExists)
        #expect(book.code(ConversationCreate(id: try group("b"), members: [.init(person: member)]), as: admin) == nil)
        #expect(book.code(ConversationCreate(id: try group("c"), members: [.init(person: member)])) == nil)
    }

    @Test("Owners and operators change it; members, readers and strangers do not")
    func onlyOwners() {
        let commands: [any Command] = [
            ConversationUpdate(id: id, title: "Sea"),
            ConversationAddMembers(id: id, members: [.init(person: stranger)]),
            ConversationRemoveMembers(id: id, members: [member, reader]),
            ConversationRemoveMembers(id: id, members: [member]),
            ConversationSetRole(id: id, person: reader, role: .member),
        ]
        for command in commands {
            for actor in [reader, stranger] + (command is ConversationRemoveMembers ? [] : [member]) {
                var book = made()
                #expect(book.code(command, as: .user(actor)) == .forbidden, "\(actor) \(command)")
                #expect(book.book.changes.isEmpty && book.book.decided.isEmpty)
            }
            for actor in [Actor.user(owner), admin, nil] {
                var book = made()
                #expect(book.code(command, as: actor) == nil, "\(command)")
                #expect(book.book.conversations[id]?.version == 5)
                #expect(book.book.changes.count == 1 && book.book.decided.count == 1)
            }
            var provider = made()
            #expect(provider.code(command, as: Actor(id: owner, role: .provider)) == .forbidden)
            var empty = TestBook()
            #expect(empty.code(command, as: .user(owner)) == .conversationNotFound)
        }
    }

    @Test("Everybody may leave, but people do not leave others without an owner")
    func leave() {
        for person in [member, reader] {
            var book = made()
            #expect(book.code(ConversationRemoveMembers(id: id, members: [person]), as: .user(person)) == nil)
            #expect(members(of: book)?[person] == nil && members(of: book)?.count == 2)
            #expect(book.code(ConversationRemoveMembers(id: id, members: [person]), as: .user(person)) == .notAMember)
        }
        var book = made()
        let leaving = ConversationRemoveMembers(id: id, members: [owner])
        #expect(book.code(leaving, as: .user(owner)) == .statusConflict)
        #expect(
            book.code(ConversationSetRole(id: id, person: owner, role: .reader), as: .user(owner)) == .statusConflict)
        #expect(book.code(ConversationSetRole(id: id, person: member, role: .owner), as: .user(owner)) == nil)
        #expect(book.code(leaving, as: .user(owner)) == nil)
        #expect(book.code(ConversationUpdate(id: id, title: "Sea"), as: .user(owner)) == .forbidden)
        // An operator may, and the last one of all may too.
        var others = made()
        #expect(others.code(leaving, as: admin) == nil)
        var last = made()
        #expect(last.code(ConversationRemoveMembers(id: id, members: [member, reader]), as: .user(owner)) == nil)
        #expect(last.code(leaving, as: .user(owner)) == nil)
        #expect(members(of: last) == [:])
    }

    @Test("Who takes part already does not join again, and nobody joins then")
    func joinTwice() throws {
        var book = made()
        let command = ConversationAddMembers(id: id, members: [.init(person: stranger), .init(person: reader)])
        let outcome = book.submit(command, as: .user(owner))
        guard case .refused(let error) = outcome.status else { throw CommandError(.invalidField, "\(outcome.status)") }
        #expect(error.code == .alreadyAMember && error.field == "members[1].person")
        #expect(members(of: book)?[stranger] == nil)
        #expect(book.code(ConversationSetRole(id: id, person: stranger, role: .owner), as: admin) == .notAMember)
        #expect(book.code(ConversationRemoveMembers(id: id, members: [reader, stranger]), as: admin) == .notAMember)
        #expect(members(of: book)?.count == 3)
    }

    @Test("A conversation is full at 1,000 members, a person at 10,000 conversations")
    func full() throws {
        let others = try (0..<1_000).map { Conversation.Member(person: try person("p\($0)")) }
        var book = made()
        #expect(book.code(ConversationAddMembers(id: id, members: Array(others[..<997])), as: admin) == nil)
        #expect(book.code(ConversationAddMembers(id: id, members: [others[998]]), as: admin) == .conversationFull)
        #expect(book.code(ConversationRemoveMembers(id: id, members: [others[0].person]), as: admin) == nil)
        #expect(book.code(ConversationAddMembers(id: id, members: [others[998]]), as: admin) == nil)
        var busy = TestBook(MessageBook(now: TestBook.now, memberships: [owner: 9_999]))
        let create = { (name: String) throws in
            ConversationCreate(id: try group(name), members: [.init(person: owner, role: .owner)])
        }
        #expect(busy.code(try create("a"), as: .user(owner)) == nil)
        #expect(busy.code(try create("b"), as: .user(owner)) == .conversationFull)
        #expect(busy.code(ConversationRemoveMembers(id: try group("a"), members: [owner]), as: admin) == nil)
        #expect(busy.code(try create("c"), as: .user(owner)) == nil)
    }

    @Test("What is so already is committed and changes nothing")
    func unchanged() {
        var book = made()
        #expect(book.code(ConversationUpdate(id: id, title: "Lake"), as: admin) == nil)
        #expect(book.code(ConversationSetRole(id: id, person: reader, role: .reader), as: admin) == nil)
        #expect(book.book.changes.isEmpty && book.book.decided.count == 2)
        #expect(book.book.conversations[id]?.version == 4)
        let decomposed = "Cafe\u{301}"
        let composed = "Caf\u{E9}"
        #expect(book.code(ConversationUpdate(id: id, title: decomposed), as: admin) == nil)
        #expect(book.code(ConversationUpdate(id: id, title: composed), as: admin) == nil)
        #expect(book.book.changes.count == 2)
    }
}
