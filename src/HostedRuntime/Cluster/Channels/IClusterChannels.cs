namespace HostedRuntime;

/// <summary>Channels with names, shared by all nodes. Any thread.</summary>
/// <remarks>
/// The items are in the memory of one node, and each is received at most once. If that node dies or stops, they are gone. For items that
/// must survive use a broker, such as RabbitMQ, Kafka, NATS JetStream or the queues of a cloud.
/// </remarks>
public interface IClusterChannels
{
    /// <summary>Returns the channel of that name, which holds a limited number of items.</summary>
    /// <param name="name">The name: 1 to 256 characters.</param>
    /// <param name="capacity">The most items that are sent and not received: 1 to 65,536. All nodes must give the same number.</param>
    /// <typeparam name="T">The type of the items. They travel as JSON, each with at most 1 MiB.</typeparam>
    /// <returns>One end of the channel, which can send and receive.</returns>
    /// <exception cref="ArgumentException">The name or the capacity is not allowed.</exception>
    ClusterChannel<T> Bounded<T>(string name, int capacity);
}
