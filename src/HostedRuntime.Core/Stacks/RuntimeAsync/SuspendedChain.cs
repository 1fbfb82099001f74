using System.Diagnostics;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace HostedRuntime.Stacks;

/// <summary>Reads the methods of .NET's runtime-async that a Task has suspended. They have no state machine.</summary>
/// <remarks>
/// The runtime keeps a continuation for each of these methods, linked from the innermost outwards. A continuation knows an address in the
/// code of its method. All names are those of .NET 11. If a later .NET has others, the stack is cut there with a note.
/// </remarks>
internal static class SuspendedChain
{
    private const BindingFlags Own = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    /// <summary>The maximum number of continuations, because a chain that changes while it is read could lead in a circle.</summary>
    private const int MaxLength = 2000;

    /// <summary>The type of the runtime's own steps, by name because it is for evaluation only.</summary>
    private const string Helpers = "System.Runtime.CompilerServices.AsyncHelpers";

    // Named by constants, so that trimming keeps them.
    private static readonly FieldInfo? s_first = typeof(Task).GetField("m_stateObject", Own);

    private static readonly FieldInfo? s_next = Type.GetType("System.Runtime.CompilerServices.Continuation, System.Private.CoreLib")?.GetField("Next", Own);

    private static readonly FieldInfo? s_resume = Type.GetType("System.Runtime.CompilerServices.Continuation, System.Private.CoreLib")?.GetField("ResumeInfo", Own);

    private static readonly MethodInfo? s_valueOf = typeof(Pointer).GetMethod("GetPointerValue", Own);

    private static readonly FieldInfo? s_address = Type.GetType("System.Runtime.CompilerServices.ResumeInfo, System.Private.CoreLib")?.GetField("DiagnosticIP", Own);

    private static readonly FieldInfo? s_task = Type.GetType("System.Runtime.CompilerServices.RuntimeAsyncTaskContinuation, System.Private.CoreLib")?.GetField("Task", Own);

    private static readonly FieldInfo? s_ofTask = Type.GetType("System.Runtime.CompilerServices.RuntimeAsyncTaskContinuation, System.Private.CoreLib")?.GetField("RuntimeAsyncTask", Own);

    private static readonly FieldInfo? s_source = Type.GetType("System.Runtime.CompilerServices.AsyncHelpers+ValueTaskSourceContinuation, System.Private.CoreLib")?.GetField("Source", Own);

    private static readonly FieldInfo? s_use = Type.GetType("System.Runtime.CompilerServices.AsyncHelpers+ValueTaskSourceContinuation, System.Private.CoreLib")?.GetField("Token", Own);

    private static readonly MethodInfo? s_methodAt = typeof(StackFrame).GetMethod("GetMethodFromNativeIP", BindingFlags.Static | BindingFlags.NonPublic, [typeof(nint)]);

    private static readonly ConditionalWeakTable<MethodBase, string> s_names = [];

    /// <summary>The field of a continuation of an awaited Task with the Task that goes on; null if there is none.</summary>
    public static FieldInfo? Awaiting => s_ofTask;

    /// <summary>False if this .NET has no such methods, or keeps them in another way.</summary>
    public static bool IsReadable => s_first is not null && s_next is not null && s_resume is not null && s_valueOf is not null && s_address is not null && s_ofTask is not null && s_methodAt is not null;

    /// <summary>Adds the names of the suspended methods, outermost first, and reads what the innermost one awaits.</summary>
    /// <param name="task">The Task of the outermost method.</param>
    /// <param name="methods">Gets the names.</param>
    /// <returns>The awaited object, without a source if that is not known; null if the methods run.</returns>
    public static Awaited? Read(Task task, List<string> methods)
    {
        if (FieldReader.Read(s_first, task) is not { } innermost || !IsOf(innermost, s_next))
            return null;
        var awaited = default(Awaited);
        if (IsOf(innermost, s_task))
        {
            var source = FieldReader.Read(s_task, innermost);
            // The runtime uses the object again, perhaps for another Task.
            if (!ReferenceEquals(FieldReader.Read(s_ofTask, innermost), task))
                return null;
            awaited = new(source);
        }
        else if (IsOf(innermost, s_source))
            awaited = new(FieldReader.Read(s_source, innermost), (short)FieldReader.ReadInt(s_use, innermost, 0));

        var found = new List<string>();
        var at = innermost;
        for (var i = 0; i < MaxLength && at is not null; i++)
        {
            if (MethodOf(at) is { } method)
                found.Add(method);
            at = FieldReader.Read(s_next, at);
        }

        found.Reverse();
        methods.AddRange(found);
        return awaited;
    }

    /// <summary>Returns the name of the method of a continuation; null for a step of the runtime itself.</summary>
    private static string? MethodOf(object continuation)
    {
        if (FieldReader.Read(s_resume, continuation) is not Pointer pointer || s_valueOf!.Invoke(pointer, null) is not nint resume || resume == 0)
            return null;
        // The struct has two pointers: where the method goes on, and the address for diagnostics.
        var address = Marshal.ReadIntPtr(resume, nint.Size);
        if (address == 0 || s_methodAt!.Invoke(null, [address]) is not MethodBase { DeclaringType: { } type } method || !IsSuspendable(method) || type.FullName == Helpers)
            return null;
        return s_names.GetValue(method, static method => MethodNames.Of(method.DeclaringType!, method.Name));
    }

    /// <summary>False for a method without await that returns a Task. The runtime awaits that Task in the method's name.</summary>
    private static bool IsSuspendable(MethodBase method) => (method.MethodImplementationFlags & MethodImplAttributes.Async) != 0;

    private static bool IsOf(object continuation, FieldInfo? field) => field?.DeclaringType?.IsInstanceOfType(continuation) == true;
}
