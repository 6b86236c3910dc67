import Contracts
import MessageRouting

/// What the store has answered.
enum StoreAnswer: Sendable {
    /// Where a device was.
    case device(SessionID, Result<Position?, CommandError>)
    /// A page that a session has asked for.
    case page(SessionID, ticket: UInt64, Result<StoredPage, CommandError>)
    /// What the log holds after a position.
    case log(Result<StoredPage, CommandError>)
    /// Who these people are.
    case people(asked: Set<PartyID>, Result<([PersonState], Position), CommandError>)
    /// Which of these conversations there are.
    case conversations(asked: Set<ConversationID>, Result<([Conversation], Position), CommandError>)
}

extension Desk {
    /// The most records of one answer of the log.
    private static let logPage = 1_000

    func read(_ session: SessionID, _ person: PartyID, _ question: Session.PageQuestion) {
        ask { queries in
            .page(
                session, ticket: question.ticket,
                await Self.result { () throws(CommandError) in
                    try await queries.page(of: person, after: question.after, limit: question.limit)
                })
        }
    }

    func readLog(after position: Position) {
        ask { queries in
            .log(
                await Self.result { () throws(CommandError) in
                    try await queries.log(after: position, limit: Self.logPage)
                })
        }
    }

    func ask(_ missing: Missing) {
        if !missing.people.isEmpty {
            ask { queries in
                .people(
                    asked: missing.people,
                    await Self.result { () throws(CommandError) in
                        let answer = try await queries.people(missing.people.sorted())
                        return (answer.states, answer.head)
                    })
            }
        }
        if !missing.conversations.isEmpty {
            ask { queries in
                .conversations(
                    asked: missing.conversations,
                    await Self.result { () throws(CommandError) in
                        let answer = try await queries.conversations(missing.conversations.sorted())
                        return (answer.found, answer.head)
                    })
            }
        }
    }

    /// Hands an answer to the router.
    func learn(_ answer: StoreAnswer, at now: Timestamp) {
        switch answer {
        case .device(let session, let result): found(session, result, at: now)
        case .page(let session, let ticket, .success(let page)):
            router.page(session, page.records, next: page.next, head: page.head, ticket: ticket, at: now)
        case .page(let session, let ticket, .failure(let error)):
            note(error, "stream.read")
            router.pageFailed(session, ticket: ticket, at: now)
        case .log(.success(let page)): router.logRead(page.records, head: page.head, at: now)
        case .log(.failure(let error)):
            note(error, "log.read")
            router.logReadFailed(at: now)
        case .people(_, .success(let (states, head))): router.learn(people: states, asOf: head, at: now)
        case .people(let asked, .failure(let error)):
            note(error, "person.get")
            router.askFailed(Missing(people: asked), at: now)
        case .conversations(let asked, .success(let (found, head))):
            router.learn(conversations: found, asked: asked, asOf: head, at: now)
        case .conversations(let asked, .failure(let error)):
            note(error, "conversation.get")
            router.askFailed(Missing(conversations: asked), at: now)
        }
    }

    private func ask(_ question: @escaping @Sendable (QueryCaller) async -> StoreAnswer) {
        Task { [parts] in parts.intake.submit(.answered(await question(parts.queries))) }
    }

    func note(_ error: CommandError, _ question: String) {
        parts.logger.warning(
            "the store did not answer",
            metadata: ["question": "\(question)", "error": "\(error.code.rawValue): \(error.message)"])
    }

    private static func result<Value: Sendable>(
        _ body: @Sendable () async throws(CommandError) -> Value
    ) async -> Result<Value, CommandError> {
        do throws(CommandError) {
            return .success(try await body())
        } catch {
            return .failure(error)
        }
    }
}
