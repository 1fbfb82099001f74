using HostedRuntime.Exploring;

namespace HostedRuntime.Models;

/// <summary>Two threads dispose one end of a channel at the same time. When either call returns, the channel has ended.</summary>
internal sealed class DoubleDispose : Model
{
    /// <param name="end">The end of the channel.</param>
    /// <param name="hasEnded">Returns whether the channel has ended.</param>
    public DoubleDispose(IDisposable end, Func<bool> hasEnded)
    {
        for (var i = 0; i < 2; i++)
        {
            Thread($"disposer {i}", () =>
            {
                end.Dispose();
                Assert.True(hasEnded());
            });
        }
    }
}
