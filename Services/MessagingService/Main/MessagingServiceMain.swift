import MessagingService
import ServiceKit

/// Settings come from the environment; see the table in the README.
@main
struct MessagingServiceMain {
    static func main() async {
        await ServiceRunner.main(
            "messaging-service", httpPort: 8_081, sections: MessagingService.sections, metrics: MessagingService.metrics
        ) { context in
            try await MessagingService.parts(context)
        }
    }
}
