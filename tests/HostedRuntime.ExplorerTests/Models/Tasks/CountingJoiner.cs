using HostedRuntime.Tasks;

namespace HostedRuntime.Models;

/// <summary>Counts how often it was told that a task ended.</summary>
internal sealed class CountingJoiner : IJoiner
{
    public int Ends { get; private set; }

    public bool OnEnded()
    {
        Ends++;
        return true;
    }
}
