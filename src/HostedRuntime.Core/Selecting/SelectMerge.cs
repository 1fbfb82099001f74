using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Threading.Channels;
using HostedRuntime.Channels;

namespace HostedRuntime.Selecting;

/// <summary>The result of <see cref="Select.Merge"/>: one selection over the reads of all receivers.</summary>
internal static class SelectMerge
{
    /// <summary>Reads all receivers until they have ended. Each enumeration has cases of its own.</summary>
    /// <param name="receivers">The receivers. No other code changes the array.</param>
    /// <param name="cancellationToken">Ends the enumeration before its next item, even if there is one.</param>
    public static async IAsyncEnumerable<T> ReadAllAsync<T>(Receiver<T>[] receivers, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        // A selection refuses to wait for nothing. A merge of no receivers has ended, as an empty list of tasks is done.
        if (receivers.Length == 0)
            yield break;
        var selection = Select.Of(Array.ConvertAll(receivers, static SelectCase (receiver) => Select.Read(receiver)));
        while (true)
        {
            SelectCase? taken;
            try
            {
                taken = await selection.WaitAsync(cancellationToken);
            }
            catch (ChannelClosedException closed) when (closed.InnerException is { } error)
            {
                // An enumeration of one receiver throws the error itself.
                ExceptionDispatchInfo.Throw(error);
                throw;
            }

            if (taken is not SelectCase<T> read)
                yield break;
            yield return read.Value;
        }
    }
}
