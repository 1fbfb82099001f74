using System.Runtime.CompilerServices;
using HostedRuntime.Exploring;

namespace HostedRuntime.Models;

/// <summary>Something foreign to wait for that passes no fence and knows no context: whoever opens it runs what waits, right there.</summary>
internal sealed class BareGate : ICriticalNotifyCompletion
{
    private Action? _continuation;

    public bool IsCompleted => false;

    public BareGate GetAwaiter() => this;

    public void OnCompleted(Action continuation) => _continuation = continuation;

    public void UnsafeOnCompleted(Action continuation) => _continuation = continuation;

    public void GetResult()
    {
    }

    public void Open()
    {
        ModelThread.Current!.Execution.WaitFor(ModelThread.Current, "for the awaiter", () => _continuation is not null);
        _continuation!();
    }
}
