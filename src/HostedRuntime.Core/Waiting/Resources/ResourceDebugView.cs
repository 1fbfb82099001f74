using System.Diagnostics;
using HostedRuntime.Diagnostics;

namespace HostedRuntime.Waiting;

/// <summary>The view of a lock or an end of a channel in a debugger: its name, its state, its holders and its waiters.</summary>
/// <remarks>
/// The resource is looked at once, when the first of the figures is read, so that they belong together. The look takes no lock that is held
/// for long, and runs no code of users: no value and no item is shown, because a debugger would call its ToString.
/// </remarks>
internal sealed class ResourceDebugView(IResourceHolder holder)
{
    // As many names as fit in one line of a debugger.
    private const int MaxNames = 3;

    private ResourceView? _view;

    public ResourceKind Kind => holder.Resource.Kind;

    public string? Name => holder.Resource.Identity.Name;

    public string State => View.State;

    [DebuggerBrowsable(DebuggerBrowsableState.RootHidden)]
    public ResourceHolderView[] Holders => [.. View.Holders.Select(static hold => new ResourceHolderView(LabelOf(hold.Holder), hold.What))];

    public int Waiters => View.Waiters;

    public int? Depth => View.Depth;

    public int? Capacity => View.Capacity;

    public long? Sent => View.Sent;

    public long? Received => View.Received;

    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    private ResourceView View => _view ??= holder.Resource.Look();

    /// <summary>Returns the name, the state, the holders and the number of waiters in one line.</summary>
    public static string TextOf(IResourceHolder holder)
    {
        var view = holder.Resource.Look();
        var names = string.Join(", ", view.Holders.Take(MaxNames).Select(static hold => LabelOf(hold.Holder)));
        var more = view.Holders.Count > MaxNames ? $" and {view.Holders.Count - MaxNames} more" : "";
        return Named(holder.Resource, $"{view.State}{(names.Length == 0 ? "" : $", held by {names}{more}")}, {view.Waiters} waiting");
    }

    /// <summary>Puts the name of the resource, if it has one, in front of a text.</summary>
    public static string Named(IResource resource, string text) => resource.Identity.Name is { } name ? $"'{name}': {text}" : text;

    private static string LabelOf(object? holder) => holder is IWaitingTask task ? task.Label : "code outside of tasks";
}

/// <summary>A holder of a resource in a debugger.</summary>
/// <param name="Holder">The name or number of the task, or words for code outside of tasks.</param>
/// <param name="Holds">The hold, such as "lock" or "3 permits".</param>
[DebuggerDisplay("{Holds,nq}", Name = "held by {Holder,nq}")]
internal sealed record ResourceHolderView(string Holder, string Holds);
