using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace HostedRuntime.Channels;

/// <summary>
/// Creates the exception that a read, a write or a reservation throws when the channel has ended, as System.Threading.Channels does.
/// </summary>
internal static class ClosedChannel
{
    /// <summary>Returns the exception for an operation on a channel that has ended.</summary>
    /// <param name="error">
    /// The error that ended the channel, or null. A cancellation is thrown as it is; any other error becomes the inner exception.
    /// </param>
    public static Exception Exception(Exception? error) => error switch
    {
        null => new ChannelClosedException(),
        OperationCanceledException => error,
        _ => new ChannelClosedException(error),
    };

    /// <summary>
    /// Returns an operation that ended with this exception: cancelled if a cancellation ended the channel, otherwise faulted.
    /// </summary>
    public static ValueTask<T> Of<T>(Exception? error)
    {
        // Task.FromException makes a faulted task of any exception, and Task.FromCanceled drops the exception.
        var builder = AsyncTaskMethodBuilder<T>.Create();
        builder.SetException(Exception(error));
        return new(builder.Task);
    }

    /// <summary>Returns an operation without a result that ended with this exception.</summary>
    public static ValueTask Of(Exception? error)
    {
        var builder = AsyncTaskMethodBuilder.Create();
        builder.SetException(Exception(error));
        return new(builder.Task);
    }
}
