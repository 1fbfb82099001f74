using System.Threading.Channels;
using HostedRuntime.Tests.Contracts;

namespace HostedRuntime.Tests.Channels.Bcl;

/// <summary>
/// What code that knows ChannelWriter and ChannelReader may rely on. Runs over the channels of System.Threading.Channels too, so that the
/// expectations are theirs.
/// </summary>
/// <remarks>
/// Left out is what docs/concepts/channels.md says we do otherwise: a write that waits when the last sender ends is still delivered, and
/// a token that fires ends an enumeration before the next item.
/// </remarks>
public abstract partial class ChannelContract : PlaceContract
{
    private readonly ChannelWriter<int> _writer;
    private readonly ChannelReader<int> _reader;

    protected ChannelContract() => (_writer, _reader) = Create();

    /// <summary>The capacity, or null for a channel without a bound.</summary>
    protected abstract int? Bound { get; }

    protected abstract (ChannelWriter<int> Writer, ChannelReader<int> Reader) Create();

    /// <summary>Fills the channel, so that the next write waits.</summary>
    private void Fill()
    {
        Assert.SkipWhen(Bound is null, "A channel without a bound is never full.");
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
