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

    /// <summary>How many local variables of a method are tried as branches.</summary>
    private const int MaxCandidates = 1000;

    private readonly IWaitList? _waits;
    private readonly List<StackLeaf> _leaves = [];
    private BranchIndex? _index;
    private int _steps;
    private bool _isPartial;
    private string? _note;

    private StackWalker(IWaitList? waits) => _waits = waits;

    /// <summary>Reads the stack of a body. Never throws.</summary>
    /// <param name="body">The body's Task, or its source.</param>
    /// <param name="waits">The task of the body; null if its pending waits are not known.</param>
    public static CapturedStack Walk(object body, IWaitList? waits)
    {
        var walker = new StackWalker(waits);
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
                return at.Name is { } name && at.IsOpaque ? Leaf(methods, AsyncStackEnd.Foreign, null, 0, isOnlyWay, name) : Leaf(methods, AsyncStackEnd.Ready, null, 0, isOnlyWay, at.Name);
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
                    if (!method.IsHidden)
                        methods.Add(method.Name);
                    machine = shape.Kind == SourceKind.Iterator ? source : FieldReader.Read(shape.Machine, source);
                    if (machine is not null && method.IsReadable)
                        at = method.ReadAwaited(machine);
                    else if (KnownFrom(source) is { } inner)
                        at = new(inner, Use(inner));
                    else
                        return Cut(methods, "stack cut: the program keeps no fields of async methods, because it was compiled natively or trimmed");
                    break;
                case SourceKind.Link:
                    if (!shape.IsHidden)
                        methods.Add(shape.Name);
                    isOnlyWay &= shape.IsOnlyWay;
                    at = ThroughLink(shape, source);
                    break;
                case SourceKind.All or SourceKind.Any:
                    return ReadBranches(methods, shape, source, machine, isOnlyWay && shape.Kind == SourceKind.All, nesting);
                case SourceKind.Yield:
                    return Leaf(methods, AsyncStackEnd.Ready, null, 0, isOnlyWay, shape.Name);
                case SourceKind.RuntimeAsync:
                    return Cut(methods, "stack cut: a method of runtime-async has no state machine");
                default:
                    if (KnownFrom(source) is not { } known)
                        return Leaf(methods, AsyncStackEnd.Foreign, source, at.Use, isOnlyWay, shape.Name);
                    if (known is not IMethodLink && shape.Name == "Task.Unwrap")
                        methods.Add(shape.Name);
                    at = new(known, Use(known));
                    break;
            }
        }
    }

    private AsyncStack ReadBranches(List<string> methods, SourceShape shape, object source, object? machine, bool isOnlyWay, int nesting)
    {
        if (nesting == MaxNesting)
            return Cut(methods, $"stack cut: branches in more than {MaxNesting} levels");
        var branches = new List<AsyncStack>();
        var found = BranchesOf(shape, source, machine);
        foreach (var branch in found)
        {
            if (_steps >= MaxSteps)
            {
                Cut([], $"stack cut: more than {MaxSteps} methods");
                break;
            }

            branches.Add(Read(new Awaited(branch, Use(branch)), isOnlyWay, nesting + 1));
        }

        var end = shape.Kind == SourceKind.All ? AsyncStackEnd.All : AsyncStackEnd.Any;
        var all = Math.Max(found.Count, FieldReader.ReadInt(shape.Remaining, source, found.Count));
        if (all > found.Count || found.Count == 0)
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

    /// <summary>Returns the branches that have not ended, as far as they are known.</summary>
    private List<object> BranchesOf(SourceShape shape, object source, object? machine)
    {
        var branches = new List<object>();
        foreach (var field in shape.Next)
        {
            switch (FieldReader.Read(field, source))
            {
                case Task task:
                    branches.Add(task);
                    break;
                case Task?[] tasks:
                    branches.AddRange(tasks.Where(static task => task is not null)!);
                    break;
                case System.Collections.IList list when list.GetType() is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(List<>):
                    branches.AddRange(list.OfType<Task>());
                    break;
            }
        }

        if (shape.Next.Length == 0)
        {
            branches.AddRange(Index?.AwaitedBy(source) ?? []);
            if (machine is not null && branches.Count < FieldReader.ReadInt(shape.Remaining, source, 0))
            {
                var known = new HashSet<object>(branches, ReferenceEqualityComparer.Instance);
                branches.AddRange(MachineShape.Of(machine.GetType()).ReadTasks(machine, MaxCandidates).Where(task => !task.IsCompleted && Continuations.Leads(task, source) && known.Add(task)));
            }
        }

        branches.RemoveAll(static branch => branch is Task { IsCompleted: true });
        return branches;
    }

    private Awaited ThroughLink(IMethodLink link)
    {
        var awaited = link.Method switch
        {
            null => default,
            Task task => new Awaited(task),
            var awaiter => AwaiterShape.Of(awaiter.GetType()).Read(awaiter),
        };
        return awaited.Source is null && KnownFrom(link) is { } known ? new(known, Use(known)) : awaited;
    }

    private Awaited ThroughLink(SourceShape shape, object source)
    {
        if (shape.Next.Length > 0)
            return new(FieldReader.Read(shape.Next[0], source), (short)FieldReader.ReadInt(shape.NextUse, source, 0));
        return KnownFrom(source) is { } known ? new(known, Use(known)) : new(null, Name: shape.Name, IsOpaque: true);
    }

    private BranchIndex? Index => _waits is null ? null : _index ??= new BranchIndex(_waits);

    private object? KnownFrom(object source) => Index?.AwaitedBy(source) is [var known, ..] ? known : null;

    /// <summary>The number of the use of an object that was found in its present use.</summary>
    private static short Use(object source)
    {
        if (source is PendingWait wait)
            return wait.UseNumber;
        var shape = SourceShape.Of(source.GetType());
        return (short)FieldReader.ReadInt(shape.Version, FieldReader.Read(shape.Core, source), 0);
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
