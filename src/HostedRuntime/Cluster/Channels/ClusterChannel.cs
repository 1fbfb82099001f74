using System.Runtime.CompilerServices;
using HostedRuntime.Cluster.Channels;

namespace HostedRuntime;

/// <summary>
/// An end of a bounded channel that all nodes share, from <see cref="IClusterChannels"/>. It sends and receives. Any thread.
/// </summary>
/// <typeparam name="T">The type of the items.</typeparam>
/// <remarks>
/// An end begins at its first call. If the node that holds the items is lost after that, each later call of this end throws
/// <see cref="ChannelLostException"/>.
/// </remarks>
public sealed class ClusterChannel<T>
{
    private readonly ChannelCalls _calls;

    internal ClusterChannel(ChannelCalls calls) => _calls = calls;

    /// <summary>The name.</summary>
    public string Name => _calls.Name;

    /// <summary>The most items that are sent and not received.</summary>
    public int Capacity => _calls.Capacity;

    /// <summary>Sends an item. Waits while the channel is full.</summary>
    /// <param name="item">The item. As JSON it has at most 1 MiB.</param>
    /// <param name="cancellationToken">Ends the wait. If the call then throws, the item was not accepted.</param>
    /// <returns>A task that completes when the item is accepted.</returns>
    /// <exception cref="ArgumentException">The item is too large, or cannot be written as JSON.</exception>
    /// <exception cref="System.Threading.Channels.ChannelClosedException">The channel was completed.</exception>
    /// <exception cref="ChannelLostException">The items are gone. Whether this item was accepted before is unknown.</exception>
    /// <exception cref="ClusterUnavailableException">No node answered in time. Whether the item was accepted is unknown.</exception>
    /// <exception cref="OperationCanceledException">The token fired, and the item was not accepted.</exception>
    public Task SendAsync(T item, CancellationToken cancellationToken = default) => _calls.SendAsync(WriteItem(item), cancellationToken);

    /// <summary>Receives an item. Waits while the channel is empty.</summary>
    /// <param name="cancellationToken">Ends the wait. No item is lost by that: it goes to a later call of this end.</param>
    /// <returns>The item.</returns>
    /// <exception cref="System.Threading.Channels.ChannelClosedException">
    /// The channel was completed, and all of its items were received.
    /// </exception>
    /// <exception cref="ChannelLostException">The items are gone.</exception>
    /// <exception cref="ClusterUnavailableException">No node answered in time.</exception>
    /// <exception cref="OperationCanceledException">The token fired.</exception>
    public async Task<T> ReceiveAsync(CancellationToken cancellationToken = default) => ReadItem((await _calls.ReceiveAsync(1, cancellationToken).ConfigureAwait(false))[0]);

    /// <summary>Receives the items that are there, but not more than a number. Waits while the channel is empty.</summary>
    /// <param name="max">The number: 1 to 1,024. One call for many items costs little more than for one.</param>
    /// <param name="cancellationToken">Ends the wait. No item is lost by that: it goes to a later call of this end.</param>
    /// <returns>At least one item.</returns>
    /// <exception cref="System.Threading.Channels.ChannelClosedException">
    /// The channel was completed, and all of its items were received.
    /// </exception>
    /// <exception cref="ChannelLostException">The items are gone.</exception>
    /// <exception cref="ClusterUnavailableException">No node answered in time.</exception>
    /// <exception cref="OperationCanceledException">The token fired.</exception>
    public async Task<IReadOnlyList<T>> ReceiveManyAsync(int max, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(max, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(max, 1024);
        return [.. (await _calls.ReceiveAsync(max, cancellationToken).ConfigureAwait(false)).Select(ReadItem)];
    }

    /// <summary>Receives items until the channel is completed and empty.</summary>
    /// <param name="cancellationToken">Ends the enumeration with an exception.</param>
    /// <returns>The items, each received when it is asked for.</returns>
    /// <exception cref="ChannelLostException">The items are gone.</exception>
    public async IAsyncEnumerable<T> ReceiveAllAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        while (await _calls.TryReceiveAsync(1, cancellationToken).ConfigureAwait(false) is { } items)
            yield return ReadItem(items[0]);
    }

    /// <summary>Completes the channel for all senders. Receivers still get the items that were accepted.</summary>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>A task that completes when no more items are accepted.</returns>
    /// <exception cref="ChannelLostException">The items are gone.</exception>
    public Task CompleteAsync(CancellationToken cancellationToken = default) => _calls.CloseAsync(cancellationToken);

    private static string WriteItem(T item)
    {
        string json;
        try
        {
            json = Cluster.ClusterJson.Write(item, Cluster.ClusterJson.InfoOf<T>());
        }
        catch (Exception e) when (e is NotSupportedException or System.Text.Json.JsonException)
        {
            throw new ArgumentException($"The item cannot be written as JSON: {e.Message}", nameof(item), e);
        }

        return Cluster.ClusterJson.SizeOverLimit(json) is { } size
            ? throw new ArgumentException($"The item has {size} bytes as JSON; allowed: {Cluster.ClusterJson.MaxBytes}. Write it to a store, and send its key.", nameof(item))
            : json;
    }

    private static T ReadItem(string json) => Cluster.ClusterJson.Read(json, Cluster.ClusterJson.InfoOf<T>());
}
