using System.Runtime.CompilerServices;
using HostedRuntime.Exploring;

namespace HostedRuntime.Models;

/// <summary>
/// A foreign awaitable that passes no fence and knows no context. The thread that opens it runs the continuation at once.
/// </summary>
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
