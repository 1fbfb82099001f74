using HostedRuntime.Tasks;

namespace HostedRuntime.Models;

/// <summary>Counts how often it was notified of the end of a task.</summary>
internal sealed class CountingJoiner : IJoiner
{
    public int Ends { get; private set; }

    public bool OnEnded()
    {
        Ends++;
        return true;
    }
}
