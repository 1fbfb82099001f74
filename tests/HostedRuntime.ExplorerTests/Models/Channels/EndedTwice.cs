using HostedRuntime.Exploring;

namespace HostedRuntime.Models;

/// <summary>An end of a channel is disposed by two threads at the same time: for each of them the channel has ended when its call returns.</summary>
internal sealed class EndedTwice : Model
{
    public EndedTwice(IDisposable sender, Func<bool> hasEnded)
    {
        for (var i = 0; i < 2; i++)
        {
            Thread($"disposer {i}", () =>
            {
                sender.Dispose();
                Assert.True(hasEnded());
            });
        }
    }
}
