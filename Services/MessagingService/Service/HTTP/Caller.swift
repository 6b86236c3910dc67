import Contracts
import Foundation
import Hummingbird
import MessageRouting
import NIOCore
import ServiceKit

/// Who asks over HTTP, as their token proves it.
struct Caller: Sendable {
    let person: PartyID
    let role: Role

    /// Names somebody.
    init(person: PartyID, role: Role) {
        self.person = person
        self.role = role
    }

    /// Takes whom a token names, where that can be a person's name.
    init(_ identity: Identity) throws(TokenError) {
        guard let person = PartyID(text: identity.subject), let role = Role(rawValue: identity.role.rawValue) else {
            throw .malformed
        }
        self.person = person
        self.role = role
    }

    /// Whether they reach what is not their own.
    var isOperator: Bool { role == .admin || role == .service }

    /// The same as a sender.
    var sender: Sender { Sender(person: person, role: role, proof: .token) }

    /// Insists that they may reach what belongs to somebody.
    func mayReach(_ owner: PartyID) throws(CommandError) {
        guard isOperator || owner == person else {
            throw CommandError(.forbidden, "this belongs to somebody else")
        }
    }

    /// Insists that they run the marketplace.
    func mustBeOperator() throws(CommandError) {
        guard isOperator else { throw CommandError(.forbidden, "only admins and services may do this") }
    }
}

/// What goes along with a request.
struct MessagingContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// Who asks; nil only before the token was looked at.
    var known: Caller?
    /// Until when that is believed; seconds since 1970.
    var expiresAt: Int64 = 0

    /// Whose thread the connection lives on.
    let loop: any EventLoop

    init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        loop = source.channel.eventLoop
    }

    /// Who asks.
    var caller: Caller {
        get throws(Problem) {
            guard let known else { throw .unauthenticated("a token is required") }
            return known
        }
    }
}

/// Believes the token of `Authorization: Bearer …`, or refuses the request.
struct TokenMiddleware: RouterMiddleware {
    let verifier: TokenVerifier

    func handle(
        _ request: Request, context: MessagingContext,
        next: (Request, MessagingContext) async throws -> Response
    ) async throws -> Response {
        let now = Int64(Date().timeIntervalSince1970)
        var context = context
        do throws(TokenError) {
            let identity = try await verifier.verify(request.bearer ?? "", at: now)
            context.known = try Caller(identity)
            context.expiresAt = identity.expiresAt
        } catch {
            throw Problem.unauthenticated(error.description)
        }
        return try await next(request, context)
    }
}

extension Request {
    /// The token of `Authorization: Bearer …`.
    var bearer: String? { headers[.authorization].flatMap { Self.bearer(in: $0) } }

    /// The token in the value of an `Authorization` header.
    static func bearer(in value: String) -> String? {
        let parts = value.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
        return String(parts[1])
    }
}

/// Tells every error as a problem, and says nothing of what happened inside.
struct ProblemMiddleware: RouterMiddleware {
    func handle(
        _ request: Request, context: MessagingContext,
        next: (Request, MessagingContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let error as CommandError {
            return Problem(error).response
        } catch let error as Problem {
            return error.response
        } catch let error as HTTPError {
            return Problem.noRoute(error.status).response
        } catch {
            context.logger.error("a request failed", metadata: ["error": "\(error)", "path": "\(request.uri.path)"])
            return Problem(CommandError(.internalError, "the service has failed")).response
        }
    }
}
