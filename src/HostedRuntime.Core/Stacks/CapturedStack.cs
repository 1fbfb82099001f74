using HostedRuntime.Diagnostics;

namespace HostedRuntime.Stacks;

/// <summary>A stack, and the objects at its inner ends.</summary>
/// <param name="Stack">The stack as plain data, which keeps none of these objects alive.</param>
/// <param name="Leaves">The inner ends of all branches, also of those that the data leaves out.</param>
/// <param name="IsWhole">
/// True if the leaves are all ways by which the body may go on. False if the stack is cut, or a branch is known of only by its number.
/// Work that the body has started and does not await is never in its stack.
/// </param>
internal sealed record CapturedStack(AsyncStack Stack, IReadOnlyList<StackLeaf> Leaves, bool IsWhole);
