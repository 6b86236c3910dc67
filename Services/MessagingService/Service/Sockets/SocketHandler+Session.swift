import Contracts
import NIOCore
import ServiceKit

extension SocketHandler {
    /// Takes a text message: the greeting, or what comes after it.
    func read(_ bytes: [UInt8]) throws(CloseCode) {
        switch state {
        case .greeting: greet(try Hello.read(bytes))
        case .verifying, .open:
            guard said.count < door.limits.mostUnread else { throw .policy("too much at once") }
            said.append(try ClientFrame.read(bytes))
        case .ending: break
        }
    }

    /// Hands over what was said in this round of reading, all together.
    func submit() {
        guard state == .open, !said.isEmpty else { return }
        door.intake.submit(.said(session, said))
        said.removeAll(keepingCapacity: false)
    }

    /// Says once that nobody is here any more.
    func leave() {
        guard isRegistered else { return }
        isRegistered = false
        door.intake.submit(.closed(session))
    }

    private func greet(_ hello: Hello) {
        guard let context else { return }
        state = .verifying
        let handler = NIOLoopBound(self, eventLoop: context.eventLoop)
        let (door, token, loop) = (door, hello.token ?? bearer ?? "", context.eventLoop)
        Task {
            let result: Result<Greeting, TokenError>
            do throws(TokenError) {
                let identity = try await door.verifier.verify(token, at: door.now())
                result = .success(Greeting(hello: hello, caller: try Caller(identity), expiresAt: identity.expiresAt))
            } catch {
                result = .failure(error)
            }
            loop.execute { handler.value.greeted(result) }
        }
    }

    private func greeted(_ result: Result<Greeting, TokenError>) {
        guard state == .verifying, let context else { return }
        switch result {
        case .failure(let error): end(.unauthenticated(error.description))
        case .success(let greeting):
            expiresAt = greeting.expiresAt
            state = .open
            isRegistered = true
            door.intake.submit(
                .open(
                    Arrival(
                        session: session, caller: greeting.caller, device: greeting.hello.device,
                        cursor: greeting.hello.cursor, outlet: SocketOutlet(self, loop: context.eventLoop))))
            submit()
        }
    }
}

/// A greeting whose token was believed.
private struct Greeting: Sendable {
    let hello: Hello
    let caller: Caller
    let expiresAt: Int64
}
