using HostedRuntime.Diagnostics;

namespace HostedRuntime.Stacks;

/// <summary>An inner end of a stack: the object that a branch of the body awaits.</summary>
/// <param name="End">The kind of the end. Never All or Any, except where no branch of these is known.</param>
/// <param name="Awaited">The PendingWait, or the Task or source of other code; null if the method runs or the stack is cut.</param>
/// <param name="Use">The number of the use of a PendingWait that is reused. The wait is over once its number is another one.</param>
/// <param name="IsOnlyWay">
/// True if the body awaits this end by plain awaits and Task.WhenAll only, so that it cannot go on to its end before it. False below
/// Task.WhenAny, Task.WaitAsync, and awaiters of other code.
/// </param>
internal readonly record struct StackLeaf(AsyncStackEnd End, object? Awaited, short Use, bool IsOnlyWay);
