import MessagingClient

extension MessagingAddress {
    /// Where messaging-service is: what is given, else KAURI_MESSAGING_URL, else this machine.
    static func configured(_ url: String? = nil) throws -> MessagingAddress {
        let text = try url ?? Settings.given("KAURI_MESSAGING_URL") ?? "http://127.0.0.1:8090"
        guard let address = MessagingAddress(text: text) else {
            throw OperatorFailure(
                .configuration, "\(text) is not http://host:port", advice: "Correct KAURI_MESSAGING_URL or --url.")
        }
        return address
    }
}
