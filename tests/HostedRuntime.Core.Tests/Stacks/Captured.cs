using HostedRuntime.Stacks;
using HostedRuntime.Tests.Contracts;

namespace HostedRuntime.Tests.Stacks;

/// <summary>Captures the stack of a task that is suspended at an expected place.</summary>
internal static class Captured
{
    /// <summary>Returns the stack once its text fulfils the condition: until then the body is on its way.</summary>
    public static CapturedStack Until(JoinHandle task, Func<CapturedStack, bool> arrived)
    {
        CapturedStack? stack = null;
        try
        {
            Signals.SpinUntil(() => (stack = task.CaptureStack()) is not null && arrived(stack), "the body is suspended there");
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"{e.Message} Last: {stack?.Stack}", e);
        }

        return stack!;
    }

    /// <summary>Returns the text once the body is suspended there.</summary>
    public static string Text(JoinHandle task, params string[] lines) => Until(task, stack => stack.Stack.ToString() == string.Join('\n', lines)).Stack.ToString();
}
