import Contracts
import Foundation
import MessageRouting
import NIOCore
import RabbitMQ
import ServiceKit

/// The settings as the parts of the service use them.
struct MessagingSettings: Sendable {
    let broker: BrokerConfiguration
    let instance: String
    let host: String
    let port: Int
    let connections: Int
    let socket: SocketLimits
    let heartbeat: Duration
    let router: RouterSettings
    let queryTimeout: Duration
    let inboundLength: Int
    let drain: Duration
    let hasNotices: Bool
    let keys: MessageKeyRing?

    init(_ configuration: ServiceConfiguration) throws(ServiceFailure) {
        do {
            var broker = try BrokerConfiguration(url: configuration[MessagingKeys.broker].revealed)
            if broker.tls != nil, let file = configuration[MessagingKeys.brokerAuthorities] {
                broker.tls = BrokerConfiguration.TLS(authorityFile: file)
            }
            self.broker = broker
        } catch {
            throw .wrongConfiguration("\(error)")
        }
        instance =
            configuration[MessagingKeys.instance] ?? "m" + String(UInt64.random(in: 0 ..< .max), radix: 36)
        guard PartyID(text: instance) != nil else {
            throw .wrongConfiguration(
                "\(MessagingKeys.instance.environmentName) must be made of A-Z a-z 0-9 . _ : @ -")
        }
        host = configuration[MessagingKeys.host]
        port = configuration[MessagingKeys.port]
        connections = configuration[MessagingKeys.connections]
        heartbeat = configuration[MessagingKeys.heartbeat]
        socket = SocketLimits(
            longestMessage: configuration[MessagingKeys.socketMessage].bytes,
            helloTimeout: TimeAmount(configuration[MessagingKeys.helloTimeout]), heartbeat: TimeAmount(heartbeat))
        router = Self.router(configuration)
        queryTimeout = configuration[MessagingKeys.queryTimeout]
        inboundLength = configuration[MessagingKeys.inboundLength]
        drain = .seconds(configuration[MessagingKeys.drainSeconds])
        hasNotices = configuration[MessagingKeys.notices]
        keys = try configuration[MessagingKeys.keys].map { (setting) throws(ServiceFailure) in
            try MessageKeyRing(setting, named: MessagingKeys.keys.environmentName)
        }
    }

    private static func router(_ configuration: ServiceConfiguration) -> RouterSettings {
        let share = MailboxBounds.Share(
            frames: configuration[MessagingKeys.mailboxFrames], bytes: configuration[MessagingKeys.mailboxBytes].bytes)
        let rate = RateLimit(
            burst: Int64(configuration[MessagingKeys.rateBurst]),
            perSecond: Int64(configuration[MessagingKeys.ratePerSecond]))
        let stall = configuration[MessagingKeys.slowAfter].components
        return RouterSettings(
            session: SessionSettings(
                mailbox: MailboxBounds(
                    high: share, normal: share, low: share, policy: configuration[MessagingKeys.overflow]),
                rate: rate),
            mostSessions: configuration[MessagingKeys.connections],
            budget: configuration[MessagingKeys.mailboxBudget].bytes, personRate: rate,
            stallTimeout: stall.seconds * 1_000_000 + stall.attoseconds / 1_000_000_000_000)
    }
}
