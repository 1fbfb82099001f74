using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace HostedRuntime.Channels;

/// <summary>What a read, a write or a reservation throws when the channel has ended. As System.Threading.Channels does it.</summary>
internal static class ClosedChannel
{
    /// <summary>Returns the exception of an operation that comes too late.</summary>
    /// <param name="error">
    /// The error that ended the channel, or null. A cancellation is thrown as it is; any other error is the inner exception.
    /// </param>
    public static Exception Exception(Exception? error) => error switch
    {
        null => new ChannelClosedException(),
        OperationCanceledException => error,
        _ => new ChannelClosedException(error),
    };

    /// <summary>Returns the same as an operation that is over: canceled if a cancellation ended the channel, otherwise faulted.</summary>
    public static ValueTask<T> Of<T>(Exception? error)
    {
        // Task.FromException makes a faulted task of any exception, and Task.FromCanceled forgets the exception.
        var builder = AsyncTaskMethodBuilder<T>.Create();
        builder.SetException(Exception(error));
        return new(builder.Task);
    }

    /// <summary>Returns the same for an operation whose result says nothing.</summary>
    public static ValueTask Of(Exception? error)
    {
        var builder = AsyncTaskMethodBuilder.Create();
        builder.SetException(Exception(error));
        return new(builder.Task);
    }
}
