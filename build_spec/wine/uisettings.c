/* Stand-in for the Windows Runtime class Windows.UI.ViewManagement.UISettings, which wine 8 lacks and Qt 6.9
   asks for the colours of the system. It answers with the colours of a light Windows and reports no changes.
   It lives in the wine prefix alone and never enters the bundle. */
#define COBJMACROS
#include <windows.h>
#include <stdint.h>
#include <string.h>

typedef struct { BYTE a, r, g, b; } Color;
typedef struct { const void *const *methods; } Face;
enum { FACES = 4 };
typedef struct { Face face[FACES]; } Object;

static const GUID unknown = {0x00000000, 0, 0, {0xC0, 0, 0, 0, 0, 0, 0, 0x46}};
static const GUID inspectable = {0xAF86E2E0, 0xB12D, 0x4C6A, {0x9C, 0x5A, 0xD7, 0xAA, 0x65, 0x10, 0x1E, 0x90}};
static const GUID agile = {0x94EA2B94, 0xE9CC, 0x49E0, {0xC0, 0xFF, 0xEE, 0x64, 0xCA, 0x8F, 0x5B, 0x90}};
static const GUID factory = {0x00000035, 0, 0, {0xC0, 0, 0, 0, 0, 0, 0, 0x46}};
static const GUID settings1 = {0x85361600, 0x1C63, 0x4627, {0xBC, 0xB1, 0x3A, 0x89, 0xE0, 0xBC, 0x9C, 0x55}};
static const GUID settings2 = {0xBAD82401, 0x2721, 0x44F9, {0xBB, 0x91, 0x2B, 0xB2, 0x28, 0xBE, 0x44, 0x2F}};
static const GUID settings3 = {0x03021BE4, 0x5254, 0x4781, {0x81, 0x94, 0x51, 0x68, 0xF7, 0xD0, 0x6D, 0x7B}};

static Object object;

static HRESULT WINAPI query(void *self, const GUID *id, void **out)
{
    int face = -1;
    if (!memcmp(id, &factory, sizeof *id)) face = 0;
    else if (!memcmp(id, &settings1, sizeof *id)) face = 1;
    else if (!memcmp(id, &settings2, sizeof *id)) face = 2;
    else if (!memcmp(id, &settings3, sizeof *id)) face = 3;
    (void)self;
    if (!memcmp(id, &unknown, sizeof *id) || !memcmp(id, &inspectable, sizeof *id) || !memcmp(id, &agile, sizeof *id))
        face = 1;
    *out = face < 0 ? NULL : (void *)&object.face[face];
    return face < 0 ? E_NOINTERFACE : S_OK;
}
/* The one object lives as long as the process: nothing is counted. */
static ULONG WINAPI count(void *self) { (void)self; return 2; }
static HRESULT WINAPI missing(void) { return E_NOTIMPL; }
static HRESULT WINAPI activate(void *self, void **out) { (void)self; *out = &object.face[1]; return S_OK; }
static HRESULT WINAPI colour(void *self, int kind, Color *out)
{
    static const Color white = {255, 255, 255, 255}, black = {255, 0, 0, 0}, accent = {255, 0, 120, 215};
    (void)self;
    *out = kind == 0 ? white : kind == 1 ? black : accent; /* UIColorType: Background, Foreground, Accent… */
    return S_OK;
}
static HRESULT WINAPI scale(void *self, double *out) { (void)self; *out = 1.0; return S_OK; }
static HRESULT WINAPI subscribe(void *self, void *handler, int64_t *token) { (void)self; (void)handler; *token = 1; return S_OK; }
static HRESULT WINAPI unsubscribe(void *self, int64_t token) { (void)self; (void)token; return S_OK; }

#define BASE query, count, count, missing, missing, missing
static const void *const factory_methods[] = {BASE, activate};
static const void *const first_methods[] = {BASE, missing, missing, missing, missing, missing, missing, missing, missing,
    missing, missing, missing, missing, missing, missing, missing, missing, missing, missing, missing, missing};
static const void *const second_methods[] = {BASE, scale, subscribe, unsubscribe};
static const void *const third_methods[] = {BASE, colour, subscribe, unsubscribe};
static Object object = {{{factory_methods}, {first_methods}, {second_methods}, {third_methods}}};

__declspec(dllexport) HRESULT WINAPI DllGetActivationFactory(void *name, void **out)
{
    (void)name;
    *out = &object.face[0];
    return S_OK;
}
