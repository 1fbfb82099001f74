using HostedRuntime.Exploring;

namespace HostedRuntime.Models;

/// <summary>An end of a channel is disposed by two threads at the same time: for each of them the channel has ended when its call returns.</summary>
internal sealed class EndedTwice : Model
{
    /// <param name="end">The end of the channel.</param>
    /// <param name="hasEnded">Says whether it has ended.</param>
    public EndedTwice(IDisposable end, Func<bool> hasEnded)
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
