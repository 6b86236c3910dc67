/// Where a reply may go.
///
/// A reply is published to the default exchange with the service's own rights, and the default exchange reaches every queue: a sender that could
/// name any queue could forge commands. So only addresses that nobody else listens to are allowed.
public enum ReplyAddress {
    /// Whether a message's `reply_to` may be answered: direct reply-to, a server-named queue, or a queue called `reply.…`.
    public static func isAllowed(_ address: String) -> Bool {
        guard address.utf8.count <= 255 else { return false }
        return address == "amq.rabbitmq.reply-to" || address.hasPrefix("amq.rabbitmq.reply-to.")
            || address.hasPrefix("amq.gen-") || (address.hasPrefix("reply.") && address.utf8.count > 6)
    }
}
