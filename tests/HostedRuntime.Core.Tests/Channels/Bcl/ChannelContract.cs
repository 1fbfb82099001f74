using System.Threading.Channels;
using HostedRuntime.Tests.Contracts;

namespace HostedRuntime.Tests.Channels.Bcl;

/// <summary>
/// The behavior that code which uses ChannelWriter and ChannelReader relies on. The suite also runs over the channels of
/// System.Threading.Channels, so that its expectations are those of the BCL.
/// </summary>
/// <remarks>
/// The suite leaves out two deliberate differences, which docs/concepts/channels.md names. If a write waits when the last sender ends, its
/// item is still delivered. If a token fires, the enumeration ends before the next item.
/// </remarks>
public abstract partial class ChannelContract : PlaceContract
{
    private readonly ChannelWriter<int> _writer;
    private readonly ChannelReader<int> _reader;

    protected ChannelContract() => (_writer, _reader) = Create();

    /// <summary>The capacity, or null if the channel is unbounded.</summary>
    protected abstract int? Bound { get; }

    protected abstract (ChannelWriter<int> Writer, ChannelReader<int> Reader) Create();

    /// <summary>Fills the channel, so that the next write waits.</summary>
    private void Fill()
    {
        Assert.SkipWhen(Bound is null, "An unbounded channel is never full.");
        for (var i = 0; i < Bound; i++)
            Assert.True(_writer.TryWrite(i));
    }

    private static async Task<Exception> ErrorOfAsync(ValueTask operation)
    {
        try
        {
            await operation;
        }
        catch (Exception e)
        {
            return e;
        }

        throw new InvalidOperationException("The operation did not throw.");
    }

    private static async Task<Exception> ErrorOfAsync<T>(ValueTask<T> operation)
        => await ErrorOfAsync(new ValueTask(operation.AsTask()));

    private static void IsClosedBy(Exception? error, Exception thrown)
        => Assert.Same(error, Assert.IsType<ChannelClosedException>(thrown).InnerException);
}
