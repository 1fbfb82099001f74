using HostedRuntime.Diagnostics;
using HostedRuntime.Waiting;

namespace HostedRuntime.Stacks;

/// <summary>Reads the stack of a suspended body: from the body's Task through the awaiters of its async methods to their waits.</summary>
/// <remarks>
/// <para>Other threads may run the body meanwhile. Each reference is read once, and each object found is looked at by its type alone. So
/// the worst case is a stack of two moments, which may even lead in a circle; the limits end that.</para>
/// <para>Where an object does not know what it waits for, the way from the pending waits of the task leads on: see
/// <see cref="BranchIndex"/>.</para>
/// </remarks>
internal sealed class StackWalker
{
    // Picked by hand: a page of text.
    private const int MaxMethods = 64;
    private const int MaxBranches = 16;

    /// <summary>The maximum number of branches inside each other, because serializers limit the depth of data.</summary>
    private const int MaxNesting = 16;

    /// <summary>The maximum number of objects for one task, so that a task with many branches does not delay a snapshot.</summary>
    private const int MaxSteps = 1000;

    private const string NoFields = "stack cut: the program keeps no fields of async methods, because it was compiled natively or trimmed";

    private readonly BranchReader _branches;
    private readonly IOutcomeNames? _names;
    private readonly List<StackLeaf> _leaves = [];
    private int _steps;
    private bool _isPartial;
    private string? _note;

    private StackWalker(IWaitList? waits, IOutcomeNames? names)
    {
        _branches = new BranchReader(waits);
        _names = names;
    }

    /// <summary>Reads the stack of a body. Never throws.</summary>
    /// <param name="body">The body's Task, or its source.</param>
    /// <param name="waits">The task of the body; null if its pending waits are not known.</param>
    /// <param name="names">Names what stands behind a Task; null if that is not known.</param>
    public static CapturedStack Walk(object body, IWaitList? waits, IOutcomeNames? names = null)
    {
        var walker = new StackWalker(waits, names);
        AsyncStack stack;
        try
        {
            stack = walker.Read(new Awaited(body), isOnlyWay: true, nesting: 0);
        }
        catch (Exception e)
        {
            // Not known to happen. A diagnosis must not take down what it looks at, for example if a later BCL gives a field another type.
            walker._isPartial = true;
            walker._note = $"stack cut: {e.GetType().Name}: {e.Message}";
            stack = new AsyncStack { End = AsyncStackEnd.Unknown };
        }

        if (walker._note is { } note)
            stack = stack.With(note);
        return new(stack, walker._leaves, !walker._isPartial);
    }

    /// <summary>Reads one chain of methods from its outermost object on.</summary>
    private AsyncStack Read(Awaited at, bool isOnlyWay, int nesting)
    {
        var methods = new List<string>();
        object? machine = null;
        while (true)
        {
            isOnlyWay &= !at.IsOpaque;
            if (at.Source is not { } source)
                return Leaf(methods, at.Name is not null && at.IsOpaque ? AsyncStackEnd.Foreign : AsyncStackEnd.Ready, null, 0, isOnlyWay, at.Name);
            if (++_steps > MaxSteps)
                return Cut(methods, $"stack cut: more than {MaxSteps} methods");
            if (source is IMethodLink link)
            {
                if (link.StackName is { } call)
                    methods.Add(call);
                at = ThroughLink(link);
                continue;
            }

            if (source is PendingWait wait)
                return wait.Look(at.Use) is { Text: var text } ? Leaf(methods, AsyncStackEnd.Wait, wait, at.Use, isOnlyWay, text) : Leaf(methods, AsyncStackEnd.Ready, null, 0, isOnlyWay, null);
            if (source is Task { IsCompleted: true })
                return Leaf(methods, AsyncStackEnd.Ready, null, 0, isOnlyWay, null);

            var shape = SourceShape.Of(source.GetType());
            switch (shape.Kind)
            {
                case SourceKind.Method or SourceKind.Iterator:
                    if (!IsOfUse(shape, source, at.Use))
                        return Leaf(methods, AsyncStackEnd.Ready, null, 0, isOnlyWay, null);
                    var method = MachineShape.Of(shape.MachineType!);
                    machine = shape.Kind == SourceKind.Iterator ? source : FieldReader.Read(shape.Machine, source);
                    if (machine is not null && method.IsReadable)
                        at = method.ReadAwaited(machine);
                    else if (_branches.KnownFrom(source) is { } inner)
                        at = new(inner, BranchReader.UseOf(inner));
                    else if (method.IsReadable)
                        // The method runs, on its way into its first await. A Debug build has its machine in the field a moment later.
                        return Leaf(methods, AsyncStackEnd.Ready, null, 0, isOnlyWay, null);
                    else
                    {
                        methods.Add(method.Name);
                        return Cut(methods, NoFields);
                    }

                    // A method of this library says less than its own wait.
                    if (!method.IsInternal && !(method.IsOwn && at.Source is PendingWait))
                        methods.Add(method.Name);
                    break;
                case SourceKind.Link:
                    if (!shape.IsHidden)
                        methods.Add(shape.Name);
                    isOnlyWay &= shape.IsOnlyWay;
                    if (ThroughLink(shape, source) is not { } next)
                        return Cut(methods, NoFields);
                    at = next;
                    break;
                case SourceKind.All or SourceKind.Any:
                    return ReadBranches(methods, shape, source, machine, isOnlyWay && shape.Kind == SourceKind.All, nesting);
                case SourceKind.Yield:
                    return Leaf(methods, AsyncStackEnd.Ready, null, 0, isOnlyWay, shape.Name);
                case SourceKind.RuntimeAsync:
                    if (!SuspendedChain.IsReadable)
                        return Cut(methods, "stack cut: this .NET keeps the methods of runtime-async in another way");
                    var outer = methods.Count;
                    if (SuspendedChain.Read((Task)source, methods) is not { } suspended)
                        // The methods run. Those that have not suspended yet are not known.
                        return Leaf(methods, AsyncStackEnd.Ready, null, 0, isOnlyWay, null);
                    if ((_steps += methods.Count - outer) > MaxSteps)
                        return Cut(methods, $"stack cut: more than {MaxSteps} methods");
                    if (suspended.Source is not null)
                        at = suspended;
                    else if (_branches.KnownFrom(source) is { } waitedFor)
                        at = new(waitedFor, BranchReader.UseOf(waitedFor));
                    else
                        // A yield, or an awaiter of other code. The runtime does not keep it.
                        return Leaf(methods, AsyncStackEnd.Foreign, null, 0, isOnlyWay: false, "an awaiter");
                    machine = null;
                    break;
                default:
                    if (_names?.NameOf(source) is { } name)
                        return Leaf(methods, AsyncStackEnd.Wait, source, 0, isOnlyWay, name);
                    if (_branches.KnownFrom(source) is not { } known)
                        return Leaf(methods, AsyncStackEnd.Foreign, source, at.Use, isOnlyWay, shape.Name);
                    if (known is not IMethodLink && shape.Name == "Task.Unwrap")
                        methods.Add(shape.Name);
                    at = new(known, BranchReader.UseOf(known));
                    break;
            }
        }
    }

    private AsyncStack ReadBranches(List<string> methods, SourceShape shape, object source, object? machine, bool isOnlyWay, int nesting)
    {
        if (nesting == MaxNesting)
            return Cut(methods, $"stack cut: branches in more than {MaxNesting} levels");
        var branches = new List<AsyncStack>();
        var found = _branches.Read(shape, source, machine);
        foreach (var branch in found)
        {
            if (_steps >= MaxSteps)
            {
                Cut([], $"stack cut: more than {MaxSteps} methods");
                break;
            }

            branches.Add(Read(new Awaited(branch, BranchReader.UseOf(branch)), isOnlyWay, nesting + 1));
        }

        var end = shape.Kind == SourceKind.All ? AsyncStackEnd.All : AsyncStackEnd.Any;
        var all = Math.Max(found.Count, FieldReader.ReadInt(shape.Remaining, source, found.Count));
        // Without the count and without the fields, branches that end in no wait of ours would go unnoticed.
        var isCounted = shape.Remaining is not null || shape.Next.Length > 0;
        if (!isCounted || all > found.Count || found.Count == 0)
        {
            _isPartial = true;
            _leaves.Add(new(end, source, 0, isOnlyWay));
        }

        // The order in which waits were found says nothing, and would tell apart two tasks at the same place.
        if (shape.Next.Length == 0)
            branches.Sort(static (a, b) => Compare(a.Methods, b.Methods));
        var shown = Math.Min(branches.Count, MaxBranches);
        return new AsyncStack { Methods = Inner(methods), End = end, Branches = branches.GetRange(0, shown), MoreBranches = all - shown };
    }

    private Awaited ThroughLink(IMethodLink link)
    {
        var awaited = link.Method switch
        {
            null => default,
            Task task => new Awaited(task),
            PendingWait wait => new Awaited(wait, wait.UseNumber),
            var awaiter => AwaiterShape.Of(awaiter.GetType()).Read(awaiter),
        };
        return awaited.Source is null && _branches.KnownFrom(link) is { } known ? new(known, BranchReader.UseOf(known)) : awaited;
    }

    private Awaited? ThroughLink(SourceShape shape, object source)
    {
        if (shape.Next.Length > 0)
            return new(FieldReader.Read(shape.Next[0], source), (short)FieldReader.ReadInt(shape.NextUse, source, 0));
        return _branches.KnownFrom(source) is { } known ? new(known, BranchReader.UseOf(known)) : null;
    }

    /// <summary>Returns false for a reused source whose use has ended: it may belong to another task.</summary>
    private static bool IsOfUse(SourceShape shape, object source, short use)
        => shape.Version is null || FieldReader.ReadInt(shape.Version, FieldReader.Read(shape.Core, source), use) == use;

    private AsyncStack Leaf(List<string> methods, AsyncStackEnd end, object? awaited, short use, bool isOnlyWay, string? text)
    {
        _leaves.Add(new(end, awaited, use, isOnlyWay));
        return new AsyncStack { Methods = Inner(methods), End = end, WaitsOn = text };
    }

    private AsyncStack Cut(List<string> methods, string note)
    {
        _note ??= note;
        _isPartial = true;
        return Leaf(methods, AsyncStackEnd.Unknown, null, 0, isOnlyWay: false, text: null);
    }

    private static int Compare(IReadOnlyList<string> a, IReadOnlyList<string> b)
    {
        for (var i = 1; i <= Math.Min(a.Count, b.Count); i++)
        {
            if (string.CompareOrdinal(a[^i], b[^i]) is var order and not 0)
                return order;
        }

        return a.Count.CompareTo(b.Count);
    }

    /// <summary>Returns the methods innermost first, without those in the middle if they are too many.</summary>
    private static string[] Inner(List<string> methods)
    {
        if (methods.Count > MaxMethods)
        {
            const int Outer = MaxMethods / 4;
            var left = methods.Count - MaxMethods;
            methods.RemoveRange(Outer, left);
            methods.Insert(Outer, $"... {left} more");
        }

        methods.Reverse();
        return [.. methods];
    }
}
